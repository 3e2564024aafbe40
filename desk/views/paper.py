"""The page "Enter a letter or call": what came on paper, by telephone or at the counter, with the dates left before saving."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.errors import Refused
from cases.models import Deadline
from cases.places import local_day
from desk.door import WORK, page, show, staff_of
from desk.paperform import EntryForm, ScanForm
from desk.words import day, duty_name, law_name
from intake.models import Arrival
from intake.services.paper import dates_of, enter

REFUSED = 409
TITLE = "Enter a letter or call"
NOT_STORED = (
    "It could not be stored at the moment. What you entered is still here: choose the scan again and try once more."
)


@require_http_methods(["GET", "HEAD", "POST"])
@page(WORK)
def entry(request: HttpRequest) -> HttpResponse:
    """Take what came in two steps: what was entered is first shown with its dates, then saved with the scan."""
    user, now = staff_of(request), timezone.now()
    if request.method != "POST":
        form = EntryForm(initial={"on": local_day(place="", moment=now), "language": "en"}, user=user)
        return _show(request, form)
    form = EntryForm(request.POST, user=user)
    if request.POST.get("step") == "back" or not form.is_valid():
        return _show(request, form)
    scans = ScanForm(request.POST, request.FILES) if request.POST.get("step") == "do" else ScanForm()
    try:
        if scans.is_bound and scans.is_valid():
            return _enter(request, form, scans, now=now)
        return _show(request, form, scans=scans, foreseen=_foreseen(form, now))
    except Refused as refusal:
        form.add_error("on", str(refusal))
        return _show(request, form, status=REFUSED)


def _enter(request: HttpRequest, form: EntryForm, scans: ScanForm, *, now: datetime) -> HttpResponse:
    try:
        arrival = enter(
            said=form.submission(scans.submitted()),
            channel=form.channel_chosen,
            on=form.cleaned_data["on"],
            key=_key(request),
            officer=staff_of(request),
            now=now,
        )
    except (OSError, DatabaseError):
        scans.add_error(None, NOT_STORED)
        return _show(request, form, scans=scans, foreseen=_foreseen(form, now), status=503)
    return _done(request, arrival)


def _done(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    """Go to the case; where it could not be opened yet, say that nothing is lost."""
    if arrival.case is None:
        messages.warning(request, "It is kept with its day of receipt and will be opened shortly; nothing is lost.")
        return redirect("admin:queue")
    messages.success(
        request, f"Entered: it is on {arrival.case.reference} and counts from {day(arrival.case.received_on)}."
    )
    return redirect("admin:case", arrival.case.reference)


def _foreseen(form: EntryForm, now: datetime) -> Sequence[str]:
    """Say what saving does: the days that are lost already, and the dates that are left. Raises Refused."""
    on, case = form.cleaned_data["on"], form.joined
    today = local_day(place=form.cleaned_data["place"] or (case.place if case else ""), moment=now)
    late = (today - on).days
    lost = [f"It reached us on {day(on)}: {late} day{'' if late == 1 else 's'} are gone already."] if late > 0 else []
    if case is not None:
        answers = "" if form.cleaned_data["from_authority"] else " A question that we asked counts as answered then."
        return [*lost, f"It is put on {case.reference} as a message of that day.{answers}"]
    rows = dates_of(said=form.submission(), channel=form.channel_chosen, on=on, now=now)
    email = form.cleaned_data["email"]
    told = f"The acknowledgement goes to {email} at once." if email else "There is no address: acknowledge by post."
    return [*lost, *(_left(row, today=today) for row in rows), told]


def _left(row: Deadline, *, today: Any) -> str:
    left = ((row.on or today) - today).days
    words = "today" if left == 0 else (f"{left} days left" if left > 0 else f"overdue by {-left} days")
    return (
        f"{duty_name(row.duty)} ({row.get_right_display().lower()}): {day(row.on)}, {words} ({law_name(row.regime)})."
    )


def _key(request: HttpRequest) -> str:
    drawn = request.POST.get("key", "")
    if len(drawn) != 32 or not drawn.isalnum():
        raise Http404
    return drawn


def _show(
    request: HttpRequest,
    form: EntryForm,
    *,
    status: int = 200,
    scans: ScanForm | None = None,
    foreseen: Sequence[str] = (),
) -> HttpResponse:
    drawn = request.POST.get("key") or secrets.token_hex(16)
    return show(request, "enter.html", title=TITLE, status=status, form=form, scans=scans, foreseen=foreseen, key=drawn)
