"""Reads what the forecast needs: the dates of the answers that are owed, and the answers of the last weeks."""

from collections import Counter
from datetime import date, timedelta

from django.db.models import Count

from reports.cuts import Filters, narrowed
from reports.definitions import NOT_OWED
from reports.forecast import PACE_WEEKS, Forecast, forecast
from reports.models import CaseFact, Rollup
from reports.period import Period
from reports.selectors import facts_in


def look_ahead(*, as_of: date, filters: Filters = ()) -> Forecast:
    """Give the forecast of the cases that the filters leave, from a day on. Two queries."""
    if filters:
        return _of_some(as_of=as_of, filters=filters)
    owed: Counter[date] = Counter()
    for tally in Rollup.objects.values_list("tally", flat=True).iterator():
        owed.update({date.fromordinal(int(day)): count for day, count in tally["days"]["owed"].items()})
    since = as_of - timedelta(weeks=PACE_WEEKS)
    answered = CaseFact.objects.filter(answered_on__gt=since, answered_on__lte=as_of).count()
    return forecast(owed=owed, answered=answered, as_of=as_of)


def _of_some(*, as_of: date, filters: Filters) -> Forecast:
    """Count the fact rows of some cases by the date that is owed."""
    facts = narrowed(facts_in(Period()), filters)
    owing = facts.filter(answered_on__isnull=True, ruling_on__isnull=False).exclude(state__in=NOT_OWED)
    by_day = owing.values("ruling_on").annotate(n=Count("pk")).values_list("ruling_on", "n")
    owed = {day: count for day, count in by_day if day is not None}
    since = as_of - timedelta(weeks=PACE_WEEKS)
    answered = facts.filter(answered_on__gt=since, answered_on__lte=as_of).count()
    return forecast(owed=owed, answered=answered, as_of=as_of, of_team="team" in dict(filters))
