"""Asks the reports for figures in tests: brought up to date first, as pages and command do."""

from django.utils import timezone

from reports.asked import Asked
from reports.period import Period
from reports.selectors import answer
from reports.services.refresh import bring_up_to_date

ALL = Period()


def brought(*, period=ALL, as_of, by=("month", "procedure"), filters=()):
    """Give the answer of rows after taking in the latest events."""
    assert bring_up_to_date(now=timezone.now())
    return answer(Asked(period, as_of, by, filters))
