"""The outbox and the sent letters, each readable as it left."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from cases.pdf import PdfUnavailable
from cases.services.history import record_access
from cases.sight import visible_to
from correspondence.letters import LOCALES, long_date
from correspondence.models import Letter, OutboxState, OutboxSwitch
from correspondence.paper import letter_as_pdf
from correspondence.services.lettertexts import CONFIGURE
from correspondence.services.outbox import PAUSE, headers_of, is_paused
from correspondence.services.post import written_on
from desk.door import WORK, page, show, staff_of
from desk.paging import capped_count, count_words, newest_first
from desk.thread import STATE_WORDS, can_be_taken_back, letter_entry

STATES = [(state.value, STATE_WORDS[state][0]) for state in OutboxState]


@require_safe
@page(WORK)
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters of the cases that the officer may open, newest first."""
    state = request.GET.get("state", "")
    state = state if state in OutboxState.values else ""
    found = Letter.objects.filter(visible_to(staff_of(request), "case__"))
    found = found.filter(state=state) if state else found
    rows = newest_first(found.select_related("case", "party"), "queued_at", after=request.GET.get("after", ""))
    return show(
        request,
        "letters.html",
        title="Sent letters",
        rows=[(letter, letter_entry(letter, {})) for letter in rows.rows],
        following=rows.following,
        first_page="after" not in request.GET,
        count=count_words(capped_count(found), "letter", "letters"),
        keep=urlencode({"state": state}) if state else "",
        states=STATES,
        state=state,
        paused=is_paused(now=timezone.now()),
        switch=OutboxSwitch.objects.select_related("by").filter(pk=1, paused=True).first(),
        may_pause=staff_of(request).has_perm(PAUSE),
        may_configure=staff_of(request).has_perm(CONFIGURE),
    )


@require_safe
@page(WORK)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter as it leaves or left: headers, text, and every attempt."""
    user = staff_of(request)
    found = Letter.objects.select_related("case", "party").filter(visible_to(user, "case__"), pk=pk).first()
    if found is None:
        raise Http404
    record_access(by=user.actor, what=f"letter {pk}", now=timezone.now(), case=found.case)
    return show(
        request,
        "letter.html",
        title=found.subject,
        letter=found,
        entry=letter_entry(found, {}),
        headers=_post_facts(found) if found.by_post else _headers(found),
        deliveries=[(delivery, STATE_WORDS[OutboxState(delivery.state)][0]) for delivery in found.deliveries.all()],
        can_be_taken_back=can_be_taken_back(found),
    )


@require_safe
@page(WORK)
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a letter by post as it is printed; looking at it is recorded."""
    found = _by_post(request, pk)
    record_access(by=staff_of(request).actor, what=f"letter {pk}, to print", now=timezone.now(), case=found.case)
    with translation.override(LOCALES[found.language]):
        written = long_date(written_on(found))
    return show(request, "print.html", title=found.subject, letter=found, written=written)


@require_safe
@page(WORK)
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a letter by post as a file to print; it is a reading, and recorded."""
    found = _by_post(request, pk)
    try:
        made = letter_as_pdf(found)
    except PdfUnavailable as missing:
        return HttpResponse(str(missing), "text/plain; charset=utf-8", status=503)
    record_access(by=staff_of(request).actor, what=f"letter {pk}, as PDF", now=timezone.now(), case=found.case)
    name = f"{found.case.reference}-{pk}.pdf"
    return HttpResponse(made, "application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _by_post(request: HttpRequest, pk: int) -> Letter:
    """Give a letter by post of a case that this member of staff may open. Raises Http404."""
    letters = Letter.objects.select_related("case").filter(visible_to(staff_of(request), "case__"), pk=pk, by_post=True)
    found = letters.first()
    if found is None:
        raise Http404
    return found


def _headers(found: Letter) -> list[tuple[str, str]]:
    headers = headers_of(found)
    others = [(name, value) for name, value in headers.items() if name != "From"]
    return [("From", headers["From"]), ("To", found.to), ("Subject", found.subject), *others]


def _post_facts(found: Letter) -> list[tuple[str, str]]:
    return [
        ("To", found.postal_address or "handed over, or the address is on the envelope"),
        ("Subject", found.subject),
    ]
