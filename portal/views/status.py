"""The page behind a private link: how far the case is, and a form to write to us. Reading it changes nothing."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.organisation import organisation
from cases.words import Audience, Procedure
from correspondence.links import link_for
from correspondence.models import Link
from intake.models import Arrival
from intake.submission import Submission
from portal import tokens
from portal.follow import follow
from portal.forms import MessageForm
from portal.guard import secret_form
from portal.language import chosen, speak
from portal.limits import wrote_too_often
from portal.taking import take_in
from portal.tokens import FormToken
from portal.uploads import UploadLimit
from portal.views.forms import refusal, see_other, stored


@secret_form
def status(request: HttpRequest, secret: str, uploads: UploadLimit) -> HttpResponse:
    """Show the case of a live link, or take a message for it; any other secret gets the one page for unknown addresses."""
    link = link_for(purpose=Link.Purpose.STATUS, secret=secret)
    if link is None:
        raise Http404
    speak(chosen(request) or organisation().language_for(link.case.language))
    now = timezone.now()
    response = (
        _take_message(request, link, uploads, now=now) if request.method == "POST" else _show(request, link, now=now)
    )
    # The address is the secret: it goes to nobody, not even to our own other pages.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _show(
    request: HttpRequest, link: Link, *, now: datetime, form: MessageForm | None = None, status: int = 200
) -> HttpResponse:
    following = follow(case=link.case, party=link.party, now=now)
    context = {
        "following": following,
        "form": form or MessageForm(may_object=following.may_object),
        "nonce": tokens.issue(now=now),
        "sent": form is None and "sent" in request.GET,
    }
    return render(request, "portal/status.html", context, status=status)


def _take_message(request: HttpRequest, link: Link, uploads: UploadLimit, *, now: datetime) -> HttpResponse:
    may_object = follow(case=link.case, party=link.party, now=now).may_object
    form = MessageForm(request.POST, None if uploads.exceeded else request.FILES, may_object=may_object)
    token = tokens.read(request.POST.get("nonce", ""))
    refused = refusal(request, form, token, uploads, now=now) or _too_many(form, link, now=now)
    if token is None or refused:
        return _show(request, link, now=now, form=form, status=refused)
    arrival = stored(form, lambda: _take(form, link, token, now=now))
    if arrival is None:
        return _show(request, link, now=now, form=form, status=503)
    language = f"&lang={chosen(request)}" if chosen(request) else ""
    return see_other(f"{request.path}?sent=1{language}")


def _too_many(form: MessageForm, link: Link, *, now: datetime) -> int:
    if not wrote_too_often(link.case, now=now):
        return 0
    form.add_error(
        None,
        _(
            "Many messages came on this page in the last hour, so this one was not sent yet. What you wrote is still here. "
            "Please send it again in an hour, or answer one of our e-mails: it counts just the same."
        ),
    )
    return 429


def _take(form: MessageForm, link: Link, token: FormToken, *, now: datetime) -> Arrival:
    said = Submission(
        name=link.party.name,
        email=link.party.email,
        text=form.words,
        files=form.submitted_files(),
        **(_objection(link) if form.is_objection else {"link_party": link.party_id}),
    )
    return take_in(said=said, token=token, trap=form.trap, now=now)


def _objection(link: Link) -> dict[str, Any]:
    """Give what makes a message an objection to our answer: a case of its own, about this one and where this one is."""
    case = link.case
    return {
        "procedure": Procedure.APPEAL.value,
        "about": case.reference,
        "place": case.place,
        "language": case.language,
        "applicant": case.audience == Audience.APPLICANTS,
    }
