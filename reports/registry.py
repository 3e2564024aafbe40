"""The reports by name: what each asks, how it is cut, and how it is made."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings

from reports.asked import Asked
from reports.backlog import backlog
from reports.cuts import Filters
from reports.exact import answer_from_events
from reports.mailroom import letters, quarantine
from reports.selectors import answer
from reports.tables import Table, table_of


@dataclass(frozen=True)
class Report:
    """A report on cases, or (with `make`) on something else.

    `columns` are figures by name, `by` how it is cut unless asked otherwise, `fixed` filters that it always has, `drawn` the
    columns of its chart, each part of the one before or shorter.
    """

    name: str
    title: str
    question: str
    columns: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    fixed: Filters = ()
    drawn: tuple[str, ...] = ()
    make: Callable[[Asked], Table] | None = None

    @property
    def can_be_cut(self) -> bool:
        """Tell whether it can be cut another way and be had from events."""
        return self.make is None

    def table(self, asked: Asked) -> Table:
        """Make it."""
        whole = replace(
            asked, filters=(*(pair for pair in asked.filters if pair[0] not in dict(self.fixed)), *self.fixed)
        )
        if self.make is not None:
            return self.make(whole)
        return table_of((answer_from_events if asked.from_events else answer)(whole), self.columns)


TIMELINESS = (
    "received", "open", "overdue", "answered", "in_time", "late", "share_in_time",
    "in_time_promise", "late_promise", "share_in_time_promise",
    "median_days_to_answer", "median_days_to_acknowledge",
)  # fmt: skip
_ALL = (
    Report(
        "timeliness",
        "Timeliness",
        "Do answers leave in time?",
        TIMELINESS,
        ("month", "procedure"),
        drawn=("received", "in_time"),
    ),
    Report(
        "backlog",
        "Backlog by age",
        "How old are the cases that are still open, and which have passed their date?",
        drawn=("open", "overdue"),
        make=backlog,
    ),
    Report(
        "acknowledgement",
        "Time to acknowledge",
        "How soon do people hear that their message has reached us?",
        ("received", "acknowledged", "median_days_to_acknowledge", "ninetieth_days_to_acknowledge"),
        ("month",),
        drawn=("ninetieth_days_to_acknowledge", "median_days_to_acknowledge"),
    ),
    Report(
        "answers",
        "Time to answer",
        "How long do people wait for their answer, with and without the days on which we waited for them?",
        (
            "received",
            "answered",
            "median_days_to_answer",
            "median_net_days_to_answer",
            "ninetieth_days_to_answer",
        ),  # fmt: skip
        ("month",),
        drawn=("ninetieth_days_to_answer", "median_days_to_answer"),
    ),
    Report(
        "extensions",
        "Extensions",
        "How often do we take longer than the law’s first period, and under which law?",
        ("received", "extended", "answered", "in_time", "late"),
        ("regime",),
        drawn=("extended",),
    ),
    Report(
        "stops",
        "Clock stops",
        "How often do we wait for the person, and what does it cost them?",
        ("received", "stopped", "answered", "median_days_to_answer", "median_net_days_to_answer"),
        ("procedure",),
        drawn=("stopped",),
    ),
    Report(
        "complaints",
        "Complaints by ground",
        "What do people complain about, and were they right?",
        ("received", "open", "answered", "overdue", "median_days_to_answer"),
        ("ground", "outcome"),
        (("procedure", "complaint"),),
        drawn=("received",),
    ),
    Report(
        "rights",
        "Requests by right",
        "Which rights do people use, and how do we fare with each?",
        ("received", "open", "overdue", "answered", "in_time", "late", "median_days_to_answer"),
        ("right",),
        (("procedure", "rights_request"),),
        drawn=("received",),
    ),
    Report(
        "reopened",
        "Reopened cases",
        "Which cases came back after we thought them done?",
        ("received", "answered", "reopened"),
        ("procedure", "outcome"),
        drawn=("reopened",),
    ),
    Report(
        "uk-complaints",
        "Complaints from the United Kingdom",
        "The figures on data protection complaints that the Information Commissioner may ask for.",
        ("received", "acknowledged", "ninetieth_days_to_acknowledge", "open", "answered", "median_days_to_answer"),
        ("month",),
        (("procedure", "complaint"), ("place", "GB")),
        drawn=("received", "answered"),
    ),
    Report(
        "workload",
        "Workload by officer",
        "How is the work spread?",
        ("received", "open", "overdue", "answered", "median_days_to_answer"),
        ("officer",),
        drawn=("open", "overdue"),
    ),
    Report(
        "quarantine",
        "Arrivals and quarantine",
        "What came in, where did it end, and what waits for a person?",
        drawn=("arrivals", "opened"),
        make=quarantine,
    ),
    Report(
        "letters",
        "Letters and bounces",
        "Did our letters leave and arrive?",
        drawn=("letters", "bounced"),
        make=letters,
    ),
)


def reports() -> dict[str, Report]:
    """Give the reports by name; the one on single officers only where a setting allows it."""
    return {report.name: report for report in _ALL if report.name != "workload" or settings.REPORTS_BY_OFFICER}
