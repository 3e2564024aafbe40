"""The forms to ask for one's data and to complain, and the receipt that follows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.organisation import organisation
from cases.words import Channel
from intake.models import Arrival, ArrivalState
from portal import tokens
from portal.dates import promised_answer
from portal.forms import ComplaintForm, PersonForm, PublicForm, RequestForm
from portal.guard import public_form
from portal.language import in_visitors_language, language_of
from portal.limits import HOUR, sends_too_often
from portal.taking import take_in
from portal.tokens import FormToken
from portal.uploads import MEGABYTES, UploadLimit

log = structlog.get_logger(__name__)

# A receipt is for the person who has just sent the form; later the mail with the private link takes its place.
RECEIPT_LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class FormPage:
    """One form: its address, class and template."""

    address: str
    form: type[PersonForm]
    template: str


PAGES = (
    FormPage("portal:request", RequestForm, "portal/request.html"),
    FormPage("portal:complaint", ComplaintForm, "portal/complaint.html"),
)
ASK, COMPLAIN = PAGES


@require_safe
@in_visitors_language
def start(request: HttpRequest) -> HttpResponse:
    """Show who we are and the two ways to reach us."""
    return render(request, "portal/start.html")


@in_visitors_language
@public_form
def ask(request: HttpRequest, uploads: UploadLimit) -> HttpResponse:
    """Show or take the form to ask for one's data."""
    return _serve(request, ASK, uploads)


@in_visitors_language
@public_form
def complain(request: HttpRequest, uploads: UploadLimit) -> HttpResponse:
    """Show or take the form to complain."""
    return _serve(request, COMPLAIN, uploads)


@require_safe
@in_visitors_language
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """Show the receipt of a form for a day; `key` is known to who sent it and to nobody else."""
    since = timezone.now() - RECEIPT_LASTS
    found = Arrival.objects.select_related("case").filter(nonce=key, channel=Channel.FORM, received_at__gt=since)
    arrival = found.first()
    if arrival is None:
        raise Http404
    case = arrival.case if arrival.state == ArrivalState.OPENED else None
    return render(
        request,
        "portal/receipt.html",
        {"case": case, "answer": promised_answer(case, timezone.now()) if case else None},
    )


def page_at(path: str) -> FormPage | None:
    """Give the form that has this address."""
    return next((page for page in PAGES if reverse(page.address) == path), None)


def show(
    request: HttpRequest, page: FormPage, form: PublicForm, *, now: datetime, status: int = 200, notice: str = ""
) -> HttpResponse:
    """Show a form with a fresh token, its errors and a notice above it."""
    context = {"form": form, "nonce": tokens.issue(now=now), "notice": notice}
    return render(request, page.template, context, status=status)


def _serve(request: HttpRequest, page: FormPage, uploads: UploadLimit) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        return show(request, page, page.form(), now=now)
    form = page.form(request.POST, None if uploads.exceeded else request.FILES)
    token = tokens.read(request.POST.get("nonce", ""))
    status = refusal(request, form, token, uploads, now=now)
    if token is None or status:
        return show(request, page, form, now=now, status=status)
    arrival = stored(form, lambda: _take(request, form, token, now=now))
    if arrival is None:
        return show(request, page, form, now=now, status=503)
    return see_other(reverse("portal:receipt", args=[arrival.nonce]))


def refusal(
    request: HttpRequest, form: PublicForm, token: FormToken | None, uploads: UploadLimit, *, now: datetime
) -> int:
    """Give the HTTP status with which a form is shown again, its reasons added to it; 0 when it can be taken."""
    valid = form.is_valid()
    if uploads.exceeded:
        form.add_error("attachments", _size_sentence())
        return 413
    if not valid:
        return 422
    if token is None:
        form.add_error(None, _("This form was open for very long, or was not complete. Please send it once more."))
        return 422
    if sends_too_often(request, now=now):
        form.add_error(None, _too_often_sentence())
        return 429
    return 0


def stored(form: PublicForm, take: Callable[[], Arrival]) -> Arrival | None:
    """Take a form in; where it cannot be stored, say so on the form and give nothing."""
    try:
        return take()
    except (OSError, DatabaseError) as error:
        log.error("form.not_stored", error=type(error).__name__)
        form.add_error(
            None,
            _(
                "We cannot store your message at the moment. What you wrote is still here: please send it again in a few "
                "minutes, or send it to %(mailbox)s."
            )
            % {"mailbox": organisation().mailbox},
        )
        return None


def see_other(address: str) -> HttpResponse:
    """Send the browser on with 303, so that reloading the next page sends nothing again."""
    return HttpResponseRedirect(address, status=303)


def _take(request: HttpRequest, form: PersonForm, token: FormToken, *, now: datetime) -> Arrival:
    return take_in(said=form.submission(language=language_of(request)), token=token, trap=form.trap, now=now)


def _size_sentence() -> str:
    return _(
        "The files are larger than %(size)d MB together, so none of them was sent. What you wrote is still here. Choose "
        "fewer or smaller files, or send them by e-mail to %(mailbox)s."
    ) % {"size": MEGABYTES, "mailbox": organisation().mailbox}


def _too_often_sentence() -> str:
    return _(
        "Many forms came from your connection in the last hour, so this one was not sent yet. What you wrote is still "
        "here. Please send it again in %(minutes)d minutes, or send it now to %(mailbox)s: it counts just the same."
    ) % {"minutes": HOUR.seconds // 60, "mailbox": organisation().mailbox}
