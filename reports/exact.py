"""The figures from events alone: slower than from rows, and the auditor's proof of them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product

from cases.organisation import organisation
from reports.answers import answer_of
from reports.asked import Answer, Asked
from reports.cuts import CUTS, passes
from reports.definitions import BY_NAME, CaseFacts
from reports.figures import COUNTED, SPANS, Tally
from reports.replay import facts_from_events


def answer_from_events(asked: Asked) -> Answer:
    """Give the figures as known at the end of `asked.known_on`, or as known now; see `Asked.not_in_events`."""
    parts: dict[tuple[str, ...], Tally] = defaultdict(Tally)
    whole = Tally()
    for facts in facts_asked_for(asked):
        count_in(whole, facts)
        for part in product(*(CUTS[name].codes_of(facts) for name in asked.by)):
            count_in(parts[part], facts)
    return answer_of(asked, parts, [whole])


def end_of_day(day: date) -> datetime:
    """Give the moment at which a day ends where the organisation is."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=organisation().time_zone)


def count_in(tally: Tally, facts: CaseFacts) -> None:
    """Count one case in a tally."""
    tally.counts.update(name for name in COUNTED if name in BY_NAME and BY_NAME[name].holds(facts, date.max))
    dates = (("", facts.ruling_on), ("_promise", facts.answer_target_on))
    for suffix, due in dates:
        tally.counts[f"late_answer{suffix}"] += bool(facts.answered_on and due and facts.answered_on > due)
        if facts.answer_owed and due is not None:
            tally.days[f"owed{suffix}"][due.toordinal()] += 1
    for name in SPANS:
        number = getattr(facts, name)
        if number is not None:
            tally.days[name][number] += 1


def facts_asked_for(asked: Asked) -> Iterator[CaseFacts]:
    """Give the facts, read from events, of the cases that are asked for."""
    known_until = end_of_day(asked.known_on) if asked.known_on else None
    for facts in facts_from_events(known_until=known_until):
        if asked.period.holds(facts.received_on) and passes(facts, asked.filters):
            yield facts
