"""Reads from an address what a report is asked for; what cannot be gets a sentence, and the usual in its place."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date

from reports.asked import Asked
from reports.cuts import CUTS, UNKNOWN, Cut, allowed_cuts, filters_in, options, words_of
from reports.definitions import BY_NAME
from reports.period import USUAL_MONTHS, PeriodRefused, chosen_period, last_months, period_of
from reports.registry import Report

Problems = list[str]


class NoSuchList(Exception):
    """A list of cases of a figure, filter or period that does not exist."""


@dataclass(frozen=True)
class FilterChoice:
    """One filter as the form shows it: a choice of codes with their words, or (without any) a field to type in."""

    name: str
    heading: str
    codes: list[tuple[str, str]]
    chosen: str


def asked_in(given: Mapping[str, str], report: Report, *, today: date) -> tuple[Asked, Problems]:
    """Give what an address asks of a report, and a sentence for each thing that was left out."""
    problems: Problems = []
    try:
        period = chosen_period(given.get("from", ""), given.get("to", ""), today=today)
    except PeriodRefused as refusal:
        period = last_months(today, USUAL_MONTHS)
        problems.append(f"{refusal} Shown are the last twelve months.")
    filters, left_out = filters_in(given)
    asked = Asked(period, today, _cut(given.get("by", ""), report, problems), filters)
    return _as_known(asked, given.get("known_on", ""), report, today, [*problems, *left_out])


def _cut(wanted: str, report: Report, problems: Problems) -> tuple[str, ...]:
    if not wanted or not report.can_be_cut:
        return report.by
    names = tuple(dict.fromkeys(wanted.split(",")))[:2]
    if all(name in allowed_cuts() for name in names):
        return names
    problems.append(f'There is no cut "{wanted[:30]}". Shown is the usual one.')
    return report.by


def _as_known(asked: Asked, wanted: str, report: Report, today: date, problems: Problems) -> tuple[Asked, Problems]:
    if not wanted:
        return asked, problems
    try:
        day = date.fromisoformat(wanted)
    except ValueError:
        return asked, [*problems, f'"{wanted[:20]}" is no day. Write one as 2026-09-30. Shown is what is known now.']
    if not report.knows_the_past:
        return asked, [*problems, "This report is only kept as it is known now."]
    if day >= today:
        return asked, problems
    past = replace(asked, known_on=day, as_of=day)
    if past.not_in_events:
        names = " and ".join(name.lower() for name in past.not_in_events)
        return asked, [*problems, f"The history does not tell {names}. Shown is what is known now."]
    return past, problems


def cut_choices(report: Report) -> list[tuple[str, str]]:
    """Give the cuts that a page offers for a report: its own first."""
    own = [
        (",".join(by), " and ".join(CUTS[name].heading.lower() for name in by).capitalize()) for by in cuts_of(report)
    ]
    named = {code for code, _ in own}
    return [*own, *((name, cut.heading) for name, cut in allowed_cuts().items() if name not in named)]


def filter_choices(report: Report, asked: Asked) -> list[FilterChoice]:
    """Give what a page offers to narrow a report by, each with what is chosen now."""
    chosen, fixed = dict(asked.filters), dict(report.fixed)
    cuts = [cut for cut in allowed_cuts().values() if cut.known is not None and cut.name not in fixed]
    return [_choice(cut, chosen.get(cut.name, "")) for cut in cuts]


def _choice(cut: Cut, chosen: str) -> FilterChoice:
    codes = options(cut.name)
    if codes:
        codes.append((UNKNOWN, words_of(cut.name, UNKNOWN)))
        if chosen and chosen not in dict(codes):
            codes.append((chosen, words_of(cut.name, chosen)))
    return FilterChoice(cut.name, cut.heading, codes, chosen)


def cuts_of(report: Report) -> tuple[tuple[str, ...], ...]:
    """Give the cuts that are a report's own."""
    return (report.by, *report.also_by)


def list_in(given: Mapping[str, str], figures: Container[str] = BY_NAME, *, as_of: date) -> tuple[str, Asked]:
    """Give the figure (one of `figures`) and the cases of which an address wants the list. Raises NoSuchList."""
    figure = given.get("figure", "")
    filters, left_out = filters_in(given)
    if figure not in figures or left_out:
        raise NoSuchList
    try:
        period = period_of(given.get("from", ""), given.get("to", ""))
    except PeriodRefused as refusal:
        raise NoSuchList from refusal
    return figure, Asked(period, as_of, (), filters)
