"""Threads do not depend on the order of arrival: what waits in quarantine is offered to the case that its thread opens later.

An answer that came before its letter was on a case, or whose first mail waited for a person too, names that mail by its
Message-ID. Anybody can write such a name, so it only suggests the case to the officer and never joins one.
"""

from collections.abc import Sequence

from cases import vault
from cases.gathering import add_all
from intake.models import Answered, Arrival, ArrivalState
from intake.parse.message import ParsedMessage

MOST_NAMED = 20


def message_id_key(message_id: str) -> str:
    """Give the key under which a Message-ID is compared."""
    return vault.fingerprint(message_id.encode("utf-8", "replace"))


def note_answered(arrival: Arrival, mail: ParsedMessage) -> None:
    """Note which mails a mail in quarantine answers, the nearest of a long thread."""
    named = dict.fromkeys([*mail.in_reply_to[:MOST_NAMED], *reversed(mail.references)])
    add_all([Answered(arrival=arrival, key=message_id_key(message_id)) for message_id in list(named)[:MOST_NAMED]])


def answers_to(arrival: Arrival) -> list[int]:
    """Give the arrivals that say they answer this one."""
    if not arrival.message_id_key:
        return []
    return list(Answered.objects.filter(key=arrival.message_id_key).values_list("arrival", flat=True))


def offer_answers(waiting: Sequence[int], *, case_id: int) -> None:
    """Suggest the case to those arrivals that wait in quarantine, where nothing else was suggested."""
    if waiting:
        Arrival.objects.filter(pk__in=waiting, state=ArrivalState.QUARANTINED, suggested_case=None).update(
            suggested_case=case_id
        )
