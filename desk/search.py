"""The search: which cases a text finds, by reference, name, address, or the words of a message.

What is found is a set of case numbers, narrowed to those that the searcher may open before anything is counted or shown.
"""

from typing import Any

from django.db.models import QuerySet

from cases.models import Case, Party, User
from cases.selectors import cases_for_staff, parties_named
from correspondence.selectors import messages_saying

# Shorter texts are in nearly every name, and no index finds them.
SHORTEST = 3
MOST = 1000


def found_by(*, text: str, user: User) -> QuerySet[Case]:
    """Give the cases that a text finds: a whole mail address finds its own, another text names, addresses and messages.

    Of a text that stands nearly everywhere, only in the newest `MOST` names and `MOST` messages.
    """
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return Case.objects.none()
    exact = Party.objects.filter(email__in={wanted, wanted.lower()})
    named = exact if exact.exists() else parties_named(wanted)
    referred = Case.objects.filter(reference=wanted.upper()).values_list("pk", flat=True)
    found = {*referred, *_newest(named), *_newest(messages_saying(wanted))}
    return cases_for_staff(user).filter(pk__in=found)


def _newest(rows: QuerySet[Any]) -> list[int]:
    """Give the cases of the newest rows: of a few without an order, for which PostgreSQL would walk through all the others."""
    cases = rows.order_by().values_list("case_id", flat=True)
    few = list(cases[: MOST + 1])
    return few if len(few) <= MOST else list(cases.order_by("-case_id")[:MOST])
