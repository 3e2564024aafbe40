"""The records that a law's file is read into: periods, effects, rights, profile, authority, regime."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from law.calendars import Rest
from law.words import Confidence, Right, StopMode, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What every figure carries: the provision, where it was read, and how sure that is."""

    citation: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Cited):
    """A length that the law (or, marked so, its authority's guidance) gives for a duty.

    `alarm_days`: by how many days another source, or a stricter reading of the text, ends earlier.
    """

    amount: int
    unit: Unit
    text: str = ""
    guidance: bool = False
    after_response: bool = False
    alarm_days: int = 0
    in_force_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPeriod(Cited):
    """A duty for which the law sets no number; `text` says what it asks instead."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension(Cited):
    """How often and by how much the period to respond may be lengthened; counted from the original start.

    `amount` is None where the law lets the controller name the new date: then no date of ours moves.
    """

    amount: int | None
    unit: Unit | None
    max_count: int = 1
    reasons_required: bool = True
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect(Cited):
    """What a question to the person does to the period to respond.

    `asking_day_counts`: whether the day of asking still counts towards the period (the day of the answer never does).
    """

    mode: StopMode
    asking_day_counts: bool = True
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightRules:
    """One law's rules for one right."""

    right: Right
    exists: bool
    citation: str
    respond: Period | NoPeriod
    identity: Effect
    clarification: Effect
    acknowledge: Period | NoPeriod | None = None
    complete: Period | None = None
    extension: Extension | None = None
    fee: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Cited):
    """How a law counts: which last days roll over, what a business day is, and the day of receipt.

    `receipt_day_may_count`: the text also allows counting the day of receipt, so an alarm rings a day earlier.
    """

    name: str
    roll_over: Rest
    business_rest: Rest
    start_text: str
    start_citation: str
    month_citation: str = ""
    roll_citation: str = ""
    business_citation: str = ""
    receipt_day_may_count: bool = False
    strict_citation: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom a person may turn to, and where complaints are taken; `name_before` it had until the day before `name_since`."""

    name: str
    website: str
    complaint_url: str
    confidence: Confidence
    name_before: str = ""
    name_since: date | None = None

    def name_on(self, day: date) -> str:
        """Give the name that the authority has on that day."""
        return self.name_before if self.name_since and day < self.name_since else self.name


@dataclass(frozen=True, slots=True)
class Scope:
    """Why the law applies: the provision on people in its places, and on controllers established there (or none).

    `only`: whom alone the law binds; such a law is taken by an officer's choice and never by place.
    """

    people: str
    establishment: str
    only: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """One law: where and when it holds, how it counts, and its rules by right.

    `default_place` is the calendar when no place is named; `version` names the content of the file and of
    its way of counting.
    """

    id: str
    name: str
    short_name: str
    places: frozenset[str]
    default_place: str
    scope: Scope
    authority: Authority
    profile: Profile
    rights: Mapping[Right, RightRules] = field(repr=False)
    version: str
    in_force_from: date | None = None
    in_force_to: date | None = None
    successor: str = ""
    note: str = ""

    def in_force_on(self, day: date) -> bool:
        """Say whether the law holds for what is received on that day."""
        return (self.in_force_from or date.min) <= day <= (self.in_force_to or date.max)
