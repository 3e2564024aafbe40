"""The date by which we answer, and in plain words why: what a receipt and a status page may say of a case's clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case
from cases.organisation import organisation
from cases.places import today_for
from cases.selectors import PublicDate, answer_by
from correspondence.letters import long_date
from law.german import in_german


@dataclass(frozen=True)
class Reason:
    """One step of how a date was counted, in the language that it is in, with the law that it comes from."""

    because: str
    citation: str
    language: str


@dataclass(frozen=True)
class AnswerDate:
    """The day by which we answer, why, how it was counted, and whether it has passed."""

    on: date
    why: str
    steps: Sequence[Reason]
    passed: bool

    @property
    def in_english(self) -> bool:
        """Tell whether a step is in English."""
        return any(step.language == "en" for step in self.steps)


def promised_answer(case: Case, now: datetime) -> AnswerDate | None:
    """Give the day by which the person is told to expect an answer, or nothing while no day is set.

    A day that has passed while we wait for the person is none: it moves on with every day.
    """
    answer = answer_by(case)
    passed = answer is not None and answer.on < today_for(case, now)
    if answer is None or (passed and answer.stopped):
        return None
    steps = [_reason(step, translation.get_language() or "en") for step in answer.working]
    return AnswerDate(on=answer.on, why=_why(case, answer), steps=steps, passed=passed)


def _reason(step: Mapping[str, Any], language: str) -> Reason:
    """Give a step in German to who reads German, else, and where it was stored without its facts, in English."""
    german = in_german(step.get("telling")) if language.startswith("de") else None
    return Reason(german or step["because"] or "", step["citation"] or "", "de" if german else "en")


def _why(case: Case, answer: PublicDate) -> str:
    if not answer.statutory or not answer.provision:
        return _what_sets_it(case, answer)
    return f"{_what_sets_it(case, answer)} {_('It stands in %(provision)s.') % {'provision': answer.provision}}"


def _what_sets_it(case: Case, answer: PublicDate) -> str:
    received = long_date(case.received_on)
    if answer.by_contract:
        return _("A contract sets this day: %(provision)s. It counts from %(received)s, when we received it.") % {
            "provision": answer.provision,
            "received": received,
        }
    if not answer.statutory:
        days = organisation().resolve_days
        return ngettext(
            "No law sets a day for this answer. We promise to answer within %(days)d day. It counts from %(received)s, "
            "when we received it.",
            "No law sets a day for this answer. We promise to answer within %(days)d days. They count from %(received)s, "
            "when we received it.",
            days,
        ) % {"days": days, "received": received}
    if _is_extended(answer):
        return _(
            "The law sets this day. It counts from %(received)s, when we received it, and is later than usual because "
            "we told you in time that we need more time."
        ) % {"received": received}
    return _("The law sets this day. It counts from %(received)s, when we received it.") % {"received": received}


def _is_extended(answer: PublicDate) -> bool:
    """Tell whether a notice that we need more time moved this very day: another law's, or one that came back, did not."""
    return any((step.get("telling") or {}).get("key") == "extended" for step in answer.working)
