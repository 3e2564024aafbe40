"""Threads do not depend on the order of arrival: what waits in quarantine is offered to the case that its thread opens later.

An answer that came before its letter was on a case, or whose first mail waited for a person too, names that mail by its
Message-ID. Anybody can write such a name, so it only suggests the case to the officer and never joins one.
"""

from cases import vault
from intake.models import Answered, Arrival, ArrivalState
from intake.parse.message import ParsedMessage

MOST_NAMED = 20


def message_id_key(message_id: str) -> str:
    """Give the key under which a Message-ID is compared."""
    return vault.fingerprint(message_id.encode("utf-8", "replace"))


def note_answered(arrival: Arrival, mail: ParsedMessage) -> None:
    """Note which mails a mail in quarantine answers, the nearest of a long thread."""
    named = dict.fromkeys([*mail.in_reply_to[:MOST_NAMED], *reversed(mail.references)])
    Answered.objects.bulk_create(
        Answered(arrival=arrival, key=message_id_key(message_id)) for message_id in list(named)[:MOST_NAMED]
    )


def offer_answers(arrival: Arrival, *, case_id: int) -> None:
    """Suggest the case to what waits in quarantine and answers this arrival, where nothing else was suggested."""
    if not arrival.message_id_key:
        return
    waiting = list(Answered.objects.filter(key=arrival.message_id_key).values_list("arrival", flat=True))
    if waiting:
        Arrival.objects.filter(pk__in=waiting, state=ArrivalState.QUARANTINED, suggested_case=None).update(
            suggested_case=case_id
        )
