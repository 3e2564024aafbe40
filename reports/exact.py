"""The timeliness report from events alone: slower than from rows, and the auditor's proof of them."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from cases.organisation import organisation
from reports.definitions import DEFINITIONS, CaseFacts
from reports.figures import Tally, Timeliness, build
from reports.period import Period
from reports.replay import facts_from_events


def timeliness_from_events(*, period: Period, as_of: date, known_until: datetime | None = None) -> Timeliness:
    """Give the report as it stood on `as_of`, from events recorded before `known_until` (all by default)."""
    tallies: dict[tuple[date, str], Tally] = defaultdict(Tally)
    for facts in facts_from_events(known_until=known_until):
        if period.holds(facts.received_on):
            _count(tallies[facts.received_on.replace(day=1), facts.procedure], facts, as_of)
    return build(tallies=tallies, period=period, as_of=as_of)


def end_of_day(day: date) -> datetime:
    """Give the moment at which a day ends where the organisation is."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=organisation().time_zone)


def _count(tally: Tally, facts: CaseFacts, as_of: date) -> None:
    tally.counts.update(definition.name for definition in DEFINITIONS if definition.holds(facts, as_of))
    if facts.answered_on is not None:
        tally.answer_days[(facts.answered_on - facts.received_on).days] += 1
    if facts.acknowledged_on is not None:
        tally.acknowledge_days[(facts.acknowledged_on - facts.received_on).days] += 1
