"""What officers taught the desk about senders: a rule of one address, with author and date, that anybody can read and end.

A rule opens no case and joins none, since a sender is a claim: it fills in an officer's form, or discards, with its reason, what
says nothing of data and was to wait in quarantine. What reads like a request or complaint still waits for a person.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from cases.errors import Refused
from cases.models import User
from intake.models import SenderRule
from intake.services.opening import Opening


def rule_for(sender: str, *, deed: str) -> SenderRule | None:
    """Give the rule of an address that holds, if there is one."""
    return SenderRule.objects.filter(sender=_key(sender), deed=deed, ended_at=None).first() if sender else None


def learn_discard(*, sender: str, reason: str, officer: User, now: datetime) -> SenderRule:
    """From now on discard what this address sends and what says nothing of data. Raises Refused without address or reason."""
    if not reason.strip():
        raise Refused("Say why mail of this sender needs no case.")
    return _learn(sender, SenderRule.Deed.DISCARD, {"reason": reason.strip()[:400]}, officer=officer, now=now)


def learn_opening(*, sender: str, opening: Opening, officer: User, now: datetime) -> SenderRule:
    """From now on fill in the form with this officer's choice for mail of this address. Raises Refused without an address."""
    choice = {
        "procedure": str(opening.procedure),
        "rights": list(opening.rights),
        "ground": opening.ground,
        "place": opening.place,
        "language": opening.language,
        "by_agent": opening.by_agent,
        "withhold": bool(opening.withhold_acknowledgement),
    }
    return _learn(sender, SenderRule.Deed.FILL_IN, {"choice": choice}, officer=officer, now=now)


def end_rule(*, rule: SenderRule, officer: User, now: datetime) -> None:
    """End a rule; it stays readable."""
    SenderRule.objects.filter(pk=rule.pk, ended_at=None).update(ended_at=now, ended_by=officer)


def discarded_because(sender: str) -> str:
    """Give the reason to discard what this address sent, '' without such a rule; its use is counted."""
    rule = rule_for(sender, deed=SenderRule.Deed.DISCARD)
    if rule is None:
        return ""
    SenderRule.objects.filter(pk=rule.pk).update(used=F("used") + 1)
    return f"By the rule for this sender of {rule.at:%Y-%m-%d}, number {rule.pk}: {rule.reason}"


@transaction.atomic
def _learn(sender: str, deed: str, said: dict[str, Any], *, officer: User, now: datetime) -> SenderRule:
    """Replace what was learnt before for the same address and deed."""
    if not _key(sender):
        raise Refused("The mail names no address that a rule could be for.")
    old = SenderRule.objects.filter(sender=_key(sender), deed=deed, ended_at=None)
    old.update(ended_at=now, ended_by=officer)
    return SenderRule.objects.create(sender=_key(sender), deed=deed, by=officer, at=now, **said)


def _key(sender: str) -> str:
    return sender.strip().lower()[:254]
