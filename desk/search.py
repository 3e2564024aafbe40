"""The search: which cases a text finds, by reference, name, address, or the words of a message.

What is found is a set of case numbers, narrowed to those that the searcher may open before anything is counted or shown.
"""

from typing import Any

from django.db.models import Exists, QuerySet, Value

from cases.models import Case, Party, User
from cases.selectors import cases_for_staff, parties_named
from correspondence.selectors import messages_saying

# Shorter texts are in nearly every name, and no index finds them.
SHORTEST = 3
MOST = 1000


def found_by(*, text: str, user: User) -> QuerySet[Case]:
    """Give the cases that a text finds: a whole mail address finds its own, another text names, addresses and messages.

    Of a text that stands nearly everywhere, only in the newest `MOST` names and `MOST` messages. What few find is asked in one
    query; of a source that holds more, the newest are asked for together with the page.
    """
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return Case.objects.none()
    exact = Party.objects.filter(email__in={wanted, wanted.lower()}).order_by()
    sources: dict[str, QuerySet[Any]] = {
        "address": exact,
        "name": parties_named(wanted).filter(~Exists(exact)).order_by(),
        "message": messages_saying(wanted).order_by(),
    }
    referred = Case.objects.filter(reference=wanted.upper()).order_by().values_list("pk", Value("reference"))
    few = [_first(rows, MOST + 1).values_list("case_id", Value(source)) for source, rows in sources.items()]
    found: dict[str, set[int]] = {}
    for case, source in referred.union(*few, all=True):
        found.setdefault(source, set()).add(case)
    return cases_for_staff(user).filter(pk__in=_together(found, sources))


def _together(found: dict[str, set[int]], sources: dict[str, QuerySet[Any]]) -> set[int] | QuerySet[Any]:
    """Give the cases found, or where a source holds too many the query for them, with the newest of that source."""
    overfull = [source for source, cases in found.items() if len(cases) > MOST]
    few = {case for source, cases in found.items() if source not in overfull for case in cases}
    if not overfull:
        return few
    newest = [_first(sources[source].order_by("-case_id"), MOST).values("case_id") for source in overfull]
    return (
        Case.objects.filter(pk__in=few).order_by().values("pk").union(*newest) if few else newest[0].union(*newest[1:])
    )


def _first(rows: QuerySet[Any], most: int) -> QuerySet[Any]:
    """Give so many of the rows, as a query that can be put together with others.

    Without an order where a few are asked for: PostgreSQL would walk through all the others for it.
    """
    return rows.model._default_manager.filter(pk__in=rows.values("pk")[:most]).order_by()
