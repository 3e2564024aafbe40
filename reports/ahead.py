"""Reads what the forecast needs: the dates of the answers that are owed, and the answers of the last weeks."""

from collections import Counter
from datetime import date, timedelta

from reports.forecast import PACE_WEEKS, Forecast, forecast
from reports.models import CaseFact, Rollup


def look_ahead(*, as_of: date) -> Forecast:
    """Give the forecast of all cases from a day on. Two queries."""
    owed: Counter[date] = Counter()
    for tally in Rollup.objects.values_list("tally", flat=True).iterator():
        owed.update({date.fromordinal(int(day)): count for day, count in tally["days"]["owed"].items()})
    since = as_of - timedelta(weeks=PACE_WEEKS)
    answered = CaseFact.objects.filter(answered_on__gt=since, answered_on__lte=as_of).count()
    return forecast(owed=owed, answered=answered, as_of=as_of)
