"""The figures from events alone: slower than from rows, and the auditor's proof of them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from cases.organisation import organisation
from reports.answers import Key, answer_from
from reports.asked import Answer, Asked
from reports.cuts import CUTS, passes
from reports.definitions import BY_NAME, CaseFacts
from reports.figures import COUNTED, SPANS, Tally
from reports.replay import facts_from_events

RULES = tuple((name, BY_NAME[name].holds) for name in COUNTED if name in BY_NAME)
# Which date an answer is held against, by the suffix of its counts.
DATES = {"": "ruling_on", "_promise": "answer_target_on"}


def answer_from_events(asked: Asked) -> Answer:
    """Give the figures as known at the end of `asked.known_on`, or as known now; see `Asked.not_in_events`."""
    tallies: dict[Key, Tally] = defaultdict(Tally)
    cuts = [CUTS[name] for name in asked.by]
    for facts in facts_asked_for(asked):
        count_in(tallies[tuple(cut.value_of(facts) for cut in cuts)], facts)
    return answer_from(asked, tallies)


def end_of_day(day: date) -> datetime:
    """Give the moment at which a day ends where the organisation is."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=organisation().time_zone)


def count_in(tally: Tally, facts: CaseFacts) -> None:
    """Count one case in a tally."""
    counts, days = tally.counts, tally.days
    for name, holds in RULES:
        if holds(facts, date.max):
            counts[name] += 1
    for suffix, dated in DATES.items():
        due: date | None = getattr(facts, dated)
        if due is None:
            continue
        if facts.answered_on and facts.answered_on > due:
            counts[f"late_answer{suffix}"] += 1
        elif facts.answer_owed:
            days[f"owed{suffix}"][due.toordinal()] += 1
    for name in SPANS:
        number = getattr(facts, name)
        if number is not None:
            days[name][number] += 1


def facts_asked_for(asked: Asked) -> Iterator[CaseFacts]:
    """Give the facts, read from events, of the cases that are asked for."""
    known_until = end_of_day(asked.known_on) if asked.known_on else None
    for facts in facts_from_events(known_until=known_until):
        if asked.period.holds(facts.received_on) and passes(facts, asked.filters):
            yield facts
