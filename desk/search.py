"""The search: which cases a text finds, by reference, name, address, or the words of a message.

What is found is a set of case numbers, narrowed to those that the searcher may open before anything is counted or shown.
"""

from django.db.models import QuerySet

from cases.models import Case, Party, User
from cases.selectors import cases_for_staff, parties_named
from correspondence.selectors import messages_saying

# Shorter texts are in nearly every name, and no index finds them.
SHORTEST = 3


def found_by(*, text: str, user: User) -> QuerySet[Case]:
    """Give the cases that a text finds: a whole mail address finds its own, another text names, addresses and messages."""
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return Case.objects.none()
    exact = Party.objects.filter(email__in={wanted, wanted.lower()})
    named = exact if exact.exists() else parties_named(wanted)
    referred = Case.objects.order_by().filter(reference=wanted.upper()).values("pk")
    found = referred.union(named.order_by().values("case_id"), messages_saying(wanted).order_by().values("case_id"))
    return cases_for_staff(user).filter(pk__in=found)
