"""The reports by name, as `manage.py report` knows them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reports.exact import end_of_day, timeliness_from_events
from reports.figures import Timeliness
from reports.period import Period
from reports.selectors import timeliness


@dataclass(frozen=True)
class Report:
    """A report: what it tells, how it is made from rows, and how from events alone as known at the end of a day."""

    name: str
    words: str
    from_rows: Callable[[Period, date], Timeliness]
    from_events: Callable[[Period, date], Timeliness]


REPORTS = {
    report.name: report
    for report in (
        Report(
            name="timeliness",
            words="Are answers in time, by month of receipt and procedure?",
            from_rows=lambda period, as_of: timeliness(period=period, as_of=as_of),
            from_events=lambda period, as_of: timeliness_from_events(
                period=period, as_of=as_of, known_until=end_of_day(as_of)
            ),
        ),
    )
}
