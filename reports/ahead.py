"""Reads what the forecast needs: the dates of the answers that are owed, and the answers of the last weeks."""

from datetime import date, timedelta

from django.db.models import Count

from reports.cuts import Filters, narrowed
from reports.definitions import NOT_OWED
from reports.forecast import PACE_WEEKS, Forecast, forecast
from reports.models import CaseFact
from reports.period import Period
from reports.selectors import facts_in, owed_by_date


def look_ahead(*, as_of: date, filters: Filters = ()) -> Forecast:
    """Give the forecast of the cases that the filters leave, from a day on. At most three queries."""
    if filters:
        return _of_some(as_of=as_of, filters=filters)
    since = as_of - timedelta(weeks=PACE_WEEKS)
    answered = CaseFact.objects.filter(answered_on__gt=since, answered_on__lte=as_of).count()
    return forecast(owed=owed_by_date(), answered=answered, as_of=as_of)


def _of_some(*, as_of: date, filters: Filters) -> Forecast:
    """Count the fact rows of some cases by the date that is owed."""
    facts = narrowed(facts_in(Period()), filters)
    owing = facts.filter(answered_on__isnull=True, ruling_on__isnull=False).exclude(state__in=NOT_OWED)
    by_day = owing.values("ruling_on").annotate(n=Count("pk")).values_list("ruling_on", "n")
    owed = {day: count for day, count in by_day if day is not None}
    since = as_of - timedelta(weeks=PACE_WEEKS)
    answered = facts.filter(answered_on__gt=since, answered_on__lte=as_of).count()
    return forecast(owed=owed, answered=answered, as_of=as_of, of_team="team" in dict(filters))
