"""Reports by mail: who wants which, and which are due; a link travels, never a figure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse

from cases.errors import Refused
from cases.models import User
from cases.office import office_day
from reports.models import ReportSchedule
from reports.period import months_before
from reports.registry import reports

SEE_REPORTS = "cases.see_reports"
MOST = 20


@dataclass(frozen=True)
class DueReport:
    """One link of a digest, and the schedule that it comes from."""

    schedule: ReportSchedule
    title: str
    address: str


def want_report(*, user: User, report: str, query: str, every: str, now: datetime) -> ReportSchedule:
    """Let the link to a report come by mail; twice is once. Raises Refused."""
    if report not in reports() or every not in ReportSchedule.Every.values or len(query) > 400:
        raise Refused("Choose one of the reports, and whether it comes every week or every month.")
    if not user.email:
        raise Refused("Your account has no mail address, so nothing can be mailed to you: ask an administrator.")
    if user.report_schedules.count() >= MOST:
        raise Refused(f"You get {MOST} reports by mail already. Take one of them off first.")
    schedule, _ = ReportSchedule.objects.get_or_create(
        user=user, report=report, query=query, every=every, defaults={"next_on": _next(every, office_day(now))}
    )
    return schedule


def drop_report(*, user: User, schedule_id: int) -> None:
    """Take one of the member's own schedules off; one that is gone already stays gone."""
    ReportSchedule.objects.filter(pk=schedule_id, user=user).delete()


def due_reports(*, user: User, on: date) -> list[DueReport]:
    """Give the links that are due on a day, each once however long it was not looked; none to who may read reports no more."""
    if not user.has_perm(SEE_REPORTS):
        return []
    due = ReportSchedule.objects.filter(user=user, next_on__lte=on)
    known = reports()
    return [DueReport(one, known[one.report].title, _address(one)) for one in due if one.report in known]


def settle(due: list[DueReport], *, on: date) -> None:
    """Set the next day of reports whose links were queued."""
    for one in due:
        one.schedule.next_on = _next(one.schedule.every, on)
    ReportSchedule.objects.bulk_update([one.schedule for one in due], ["next_on"])


def _address(schedule: ReportSchedule) -> str:
    address = settings.PUBLIC_URL + reverse("reports:report", args=[schedule.report])
    return f"{address}?{schedule.query}" if schedule.query else address


def _next(every: str, day: date) -> date:
    """Give the Monday or first of a month after a day."""
    if every == ReportSchedule.Every.WEEK:
        return day + timedelta(days=7 - day.weekday())
    return months_before(day.replace(day=1), -1)
