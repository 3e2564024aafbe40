"""Reads what the forecast needs: the dates of the answers that are owed, and the answers of the last weeks."""

from datetime import date, timedelta

from reports.forecast import PACE_WEEKS, Forecast, forecast
from reports.models import CaseFact
from reports.selectors import owed_by_date


def look_ahead(*, as_of: date) -> Forecast:
    """Give the forecast of all cases from a day on. Three queries."""
    since = as_of - timedelta(weeks=PACE_WEEKS)
    answered = CaseFact.objects.filter(answered_on__gt=since, answered_on__lte=as_of).count()
    return forecast(owed=owed_by_date(), answered=answered, as_of=as_of)
