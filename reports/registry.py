"""The reports by name: what each asks, how it is cut, and how it is made."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from reports.answers import only_with
from reports.asked import Asked
from reports.backlog import backlog
from reports.cuts import Filters, allowed_cuts
from reports.exact import answer_from_events
from reports.mailroom import letters, quarantine
from reports.remedies import remedies
from reports.selectors import answer
from reports.tables import Table, table_of
from reports.workload import workload_by_team


@dataclass(frozen=True)
class Report:
    """A report on cases, or (with `make`) on something else.

    `columns` are figures by name, `by` how it is cut unless asked otherwise, `fixed` filters that it always has, `drawn` the
    columns of its chart, each part of the one before or shorter. `also_by` are further pairs of cuts that its page offers,
    `only` the figure without which a part is left out, `beside` a report whose table stands below on its page, `past` tells
    of one with `make` that it can be had from events.
    """

    name: str
    title: str
    question: str
    columns: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    fixed: Filters = ()
    drawn: tuple[str, ...] = ()
    make: Callable[[Asked], Table] | None = None
    also_by: tuple[tuple[str, ...], ...] = ()
    only: str = ""
    beside: str = ""
    past: bool = False
    empty: str = "Nothing was received in this period with these filters. Choose another one above."

    @property
    def can_be_cut(self) -> bool:
        """Tell whether it can be cut another way."""
        return self.make is None

    @property
    def can_be_narrowed(self) -> bool:
        """Tell whether filters leave some of it out: only where it counts cases."""
        return self.name not in NOT_OF_CASES

    @property
    def knows_the_past(self) -> bool:
        """Tell whether it can be had from events."""
        return self.make is None or self.past

    def table(self, asked: Asked) -> Table:
        """Make it."""
        whole = replace(
            asked, filters=(*(pair for pair in asked.filters if pair[0] not in dict(self.fixed)), *self.fixed)
        )
        if self.make is not None:
            return self.make(whole)
        told = (answer_from_events if asked.from_events else answer)(whole)
        return table_of(only_with(told, self.only) if self.only else told, self.columns)


# Reports on what came in and went out, whatever the case.
NOT_OF_CASES = frozenset({"quarantine", "letters"})
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
            "ninetieth_net_days_to_answer",
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
        "lateness",
        "Reasons for lateness",
        "Why were answers late, and by how much?",
        ("late", "overdue", "median_days_late"),
        ("reason",),
        drawn=("late", "overdue"),
        also_by=(("reason", "procedure"), ("reason", "regime"), ("month", "reason")),
        only="late",
        empty="No answer was late in this period with these filters.",
    ),
    Report(
        "complaints",
        "Complaints by ground",
        "What do people complain about, and were they right?",
        ("received", "open", "answered", "overdue", "median_days_to_answer"),
        ("ground", "outcome"),
        (("procedure", "complaint"),),
        drawn=("received",),
        beside="remedies",
    ),
    Report(
        "remedies",
        "Remedies",
        "Is what we promised to put right after a complaint done, and by its day?",
        drawn=("promised", "open"),
        make=remedies,
        past=True,
        empty="No remedy was promised for a complaint of this period. Choose another one above.",
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
        "The figures on data protection complaints that the Information Commission may ask for.",
        ("received", "acknowledged", "ninetieth_days_to_acknowledge", "open", "answered", "median_days_to_answer"),
        ("month",),
        (("procedure", "complaint"), ("place", "GB")),
        drawn=("received", "answered"),
    ),
    Report(
        "teams",
        "Workload by team",
        "How is the work spread over the teams, and does each team’s pace suffice?",
        drawn=("open", "overdue"),
        make=workload_by_team,
        past=True,
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


NAMES = tuple(report.name for report in _ALL)
# Reports that an organisation may not have, and the cut that they need.
NEED = {"teams": "team", "workload": "officer"}


def reports() -> dict[str, Report]:
    """Give the reports by name; on teams where there are some, on single officers where a setting allows it."""
    allowed = allowed_cuts()
    return {report.name: report for report in _ALL if report.name not in NEED or NEED[report.name] in allowed}
