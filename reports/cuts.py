"""Ways to cut the figures: by what, how a part is named in an address and in words, and how cases are chosen by it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from cases.models import Team, User
from cases.models.case import RIGHTS
from cases.selectors import staff_who_work
from cases.words import LABELS, Channel, LateReason, Outcome, Procedure
from complaints.models import Ground
from law import regimes
from law.errors import LawError
from law.places import Place
from law.promise import CONTRACT, PROMISE
from reports.definitions import CaseFacts
from reports.models import CaseFact

# How an address names what is not known.
UNKNOWN = "-"
# Cuts whose codes are keys of other rows.
KEYED = frozenset({"officer", "team"})
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")
RIGHT_NAMES = dict(RIGHTS)
Filters = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cut:
    """One way to cut. `words` says a code, `known` tells whether a code from an address can be; dates are no filters."""

    name: str
    heading: str
    field: str
    words: Callable[[str], str]
    known: Callable[[str], bool] | None = None
    from_events: bool = True

    def codes(self, value: Any) -> list[str]:
        """Give the codes that a field's value counts under: one, or for rights each."""
        if self.name == "right":
            return value.split() if isinstance(value, str) else list(value)
        if isinstance(value, date):
            return [f"{value:%Y-%m}" if self.name == "month" else value.isoformat()]
        return [str(value) if value not in ("", None) else UNKNOWN]

    def codes_of(self, facts: CaseFacts) -> list[str]:
        """Give the codes of facts read from events."""
        return self.codes(self.value_of(facts))

    def value_of(self, facts: CaseFacts) -> Any:
        """Give the value of facts read from events by which they are cut."""
        return getattr(facts, f"{self.field}_id" if self.name in KEYED else self.field)

    def condition(self, code: str) -> Q:
        """Give the condition of the cases with a code."""
        if code == UNKNOWN:
            return Q(**({f"{self.field}__isnull": True} if self.name in KEYED else {self.field: ""}))
        if self.name == "right":
            inside = Q(rights__startswith=f"{code} ") | Q(rights__endswith=f" {code}") | Q(rights__contains=f" {code} ")
            return Q(rights=code) | inside
        if self.name == "place":
            return Q(place=code) | Q(place__startswith=f"{code}-")
        return Q(**{self.field: code})

    def holds(self, code: str, facts: CaseFacts) -> bool:
        """Tell the same of facts read from events."""
        mine = self.codes_of(facts)
        return code in mine or (self.name == "place" and any(one.startswith(f"{code}-") for one in mine))


def _one_of(names: Iterable[str]) -> Callable[[str], bool]:
    allowed = frozenset(names)
    return lambda code: code in allowed


def _key(code: str) -> bool:
    return code.isdecimal() and len(code) < 18


def _place(code: str) -> bool:
    try:
        Place.parse(code)
    except LawError:
        return False
    return True


@cache
def _laws() -> dict[str, str]:
    return {law.id: law.name for law in regimes.all()} | {PROMISE: "Our promise", CONTRACT: "A contract"}


def _officer(code: str) -> str:
    user = User.objects.filter(pk=int(code)).first() if code.isdecimal() else None
    return str(user) if user else f"Former member of staff {code}"


def _team(code: str) -> str:
    name = Team.objects.filter(pk=int(code)).values_list("name", flat=True).first() if code.isdecimal() else None
    return name or f"Former team {code}"


def _labelled(code: str) -> str:
    return LABELS.get(code, code)


def _month(code: str) -> str:
    return f"{date.fromisoformat(code + '-01'):%B %Y}"


def _week(code: str) -> str:
    monday = date.fromisoformat(code)
    return f"Week {monday.isocalendar().week}, from {monday:%-d %B %Y}"


CUTS = {
    cut.name: cut
    for cut in (
        Cut("month", "Month", "month", _month),
        Cut("week", "Week", "week", _week),
        Cut("procedure", "Procedure", "procedure", _labelled, _one_of(Procedure)),
        Cut("right", "Right", "rights", lambda code: RIGHT_NAMES.get(code, code), _one_of(RIGHT_NAMES)),
        Cut(
            "ground",
            "Ground",
            "ground",
            lambda code: dict(Ground.choices).get(code, code),
            _one_of(Ground.values),
            False,
        ),
        Cut("regime", "Law", "regime", lambda code: _laws().get(code, code), lambda code: code in _laws()),
        Cut("place", "Place", "place", str, _place),
        Cut("channel", "Channel", "channel", _labelled, _one_of(Channel)),
        Cut("language", "Language", "language", str, lambda code: bool(LANGUAGE.fullmatch(code)), False),
        Cut("outcome", "Outcome", "outcome", _labelled, _one_of(Outcome)),
        Cut("reason", "Reason for lateness", "late_reason", _labelled, _one_of(LateReason)),
        Cut("team", "Team", "team", _team, _key),
        Cut("officer", "Officer", "officer", _officer, _key),
    )
}
# Cuts whose codes are a closed list.
CLOSED: dict[str, Iterable[str]] = {
    "procedure": Procedure,
    "right": RIGHT_NAMES,
    "ground": Ground.values,
    "channel": Channel,
    "outcome": Outcome,
    "reason": LateReason,
}
NOT_KNOWN_IN_WORDS = {
    "officer": "Nobody",
    "team": "No team",
    "reason": "Not said",
    "outcome": "None yet",
    "ground": "No complaint",
    "place": "Not known",
}


def allowed_cuts() -> dict[str, Cut]:
    """Give the cuts that this organisation allows: teams where there are some, single officers where a setting says so."""
    return {name: cut for name, cut in CUTS.items() if _is_allowed(name)}


def _is_allowed(name: str) -> bool:
    if name == "team":
        return Team.objects.exists()
    return name != "officer" or settings.REPORTS_BY_OFFICER


def options(name: str) -> list[tuple[str, str]]:
    """Give the codes and words that a page offers for a cut; nothing for one whose codes are typed, as a place."""
    if name == "team":
        return [(str(pk), called) for pk, called in Team.objects.values_list("pk", "name")]
    if name == "officer":
        return [(str(one.pk), str(one)) for one in staff_who_work()]
    if name == "regime":
        return sorted(_laws().items(), key=lambda pair: pair[1].lower())
    return [(str(code), words_of(name, str(code))) for code in CLOSED.get(name, ())]


def words_of(name: str, code: str) -> str:
    """Say a code of a cut."""
    return NOT_KNOWN_IN_WORDS.get(name, "Not known") if code == UNKNOWN else CUTS[name].words(code)


def filters_in(given: Mapping[str, str]) -> tuple[Filters, list[str]]:
    """Read the filters of an address, and a sentence for each that cannot be and is left out."""
    kept, problems = [], []
    for name, cut in CUTS.items():
        code = given.get(name, "").strip()
        if not code or cut.known is None or not _is_allowed(name):
            continue
        if code == UNKNOWN or cut.known(code):
            kept.append((name, code))
        else:
            problems.append(f'The filter {cut.heading.lower()} has no "{code[:30]}", so it was left out.')
    return tuple(kept), problems


def narrowed(facts: QuerySet[CaseFact], filters: Filters) -> QuerySet[CaseFact]:
    """Give the facts that the filters leave."""
    for name, code in filters:
        facts = facts.filter(CUTS[name].condition(code))
    return facts


def passes(facts: CaseFacts, filters: Filters) -> bool:
    """Tell whether facts read from events pass the filters."""
    return all(CUTS[name].holds(code, facts) for name, code in filters)
