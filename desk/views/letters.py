"""The outbox and the sent letters, each readable as it left."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from cases.models import User
from cases.naming import closed_in, openable_of, references_in, unnamed
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
from desk.thread import STATE_WORDS, Entry, can_be_taken_back, letter_entry, without_names

NAMES_CLOSED = (
    "This letter names a case that is closed to you, so you cannot print it. Ask a colleague who may open that case, or the "
    "data protection officer, to print and post it."
)
STATES = [(state.value, STATE_WORDS[state][0]) for state in OutboxState]


@require_safe
@page(WORK)
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters of the cases that the officer may open, newest first."""
    state = request.GET.get("state", "")
    state = state if state in OutboxState.values else ""
    user = staff_of(request)
    found = Letter.objects.filter(visible_to(user, "case__"))
    found = found.filter(state=state) if state else found
    rows = newest_first(found.select_related("case", "party"), "queued_at", after=request.GET.get("after", ""))
    return show(
        request,
        "letters.html",
        title="Sent letters",
        rows=_entries(user, rows.rows),
        following=rows.following,
        first_page="after" not in request.GET,
        count=count_words(capped_count(found), "letter", "letters"),
        keep=urlencode({"state": state}) if state else "",
        states=STATES,
        state=state,
        paused=is_paused(now=timezone.now()),
        switch=OutboxSwitch.objects.select_related("by").filter(pk=1, paused=True).first(),
        may_pause=user.has_perm(PAUSE),
        may_configure=user.has_perm(CONFIGURE),
    )


def _entries(user: User, letters: Sequence[Letter]) -> list[tuple[Letter, Entry]]:
    """Give the letters of a page as they are listed, their subjects without what is closed to the reader."""
    named = references_in(letter.subject for letter in letters) - {letter.case.reference for letter in letters}
    closed = named - openable_of(user=user, references=named)
    return [(letter, without_names(letter_entry(letter, {}), closed)) for letter in letters]


@require_safe
@page(WORK)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter as it leaves or left: headers, text, and every attempt."""
    user = staff_of(request)
    found = Letter.objects.select_related("case", "party").filter(visible_to(user, "case__"), pk=pk).first()
    if found is None:
        raise Http404
    record_access(by=user.actor, what=f"letter {pk}", now=timezone.now(), case=found.case)
    closed = closed_to(user, found)
    entry = without_names(letter_entry(found, {}), closed)
    return show(
        request,
        "letter.html",
        title=entry.subject,
        letter=found,
        body=unnamed(found.body, closed),
        closed=closed,
        entry=entry,
        headers=[(name, unnamed(value, closed)) for name, value in _facts(found)],
        deliveries=[(delivery, STATE_WORDS[OutboxState(delivery.state)][0]) for delivery in found.deliveries.all()],
        can_be_taken_back=can_be_taken_back(found),
    )


@require_safe
@page(WORK)
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a letter by post as it is printed; looking at it is recorded."""
    found = _by_post(request, pk)
    if closed_to(staff_of(request), found):
        return _to_be_printed_by_another(request, found)
    record_access(by=staff_of(request).actor, what=f"letter {pk}, to print", now=timezone.now(), case=found.case)
    with translation.override(LOCALES[found.language]):
        written = long_date(written_on(found))
    return show(request, "print.html", title=found.subject, letter=found, written=written)


@require_safe
@page(WORK)
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a letter by post as a file to print; it is a reading, and recorded."""
    found = _by_post(request, pk)
    if closed_to(staff_of(request), found):
        return _to_be_printed_by_another(request, found)
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


def closed_to(user: User, found: Letter) -> set[str]:
    """Give the references that a letter names beside its own case's and that are closed to this member of staff."""
    return closed_in(user=user, texts=[found.subject, found.body], own=found.case.reference)


def _to_be_printed_by_another(request: HttpRequest, found: Letter) -> HttpResponse:
    """Say who prints a letter whose whole text the reader may not see."""
    messages.error(request, NAMES_CLOSED)
    return redirect("admin:letter", found.pk)


def _facts(found: Letter) -> list[tuple[str, str]]:
    return _post_facts(found) if found.by_post else _headers(found)


def _headers(found: Letter) -> list[tuple[str, str]]:
    headers = headers_of(found)
    others = [(name, value) for name, value in headers.items() if name != "From"]
    return [("From", headers["From"]), ("To", found.to), ("Subject", found.subject), *others]


def _post_facts(found: Letter) -> list[tuple[str, str]]:
    return [
        ("To", found.postal_address or "handed over, or the address is on the envelope"),
        ("Subject", found.subject),
    ]
