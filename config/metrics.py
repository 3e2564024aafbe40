"""`/metrics` for Prometheus: counts that are read from the database at each scrape, and nothing about people.

Only for this machine itself, or with `Authorization: Bearer` and METRICS_TOKEN; for others the page does not exist.
"""

import hmac
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from cases.models import Heartbeat
from intake.selectors import ledger

# A caller behind a proxy on this machine looks local, but one of these betrays it.
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


class DeskCollector(Collector):
    """Turns the ledger and the signs of life into metrics."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        """Give the metrics, each read once."""
        counts: dict[str, Any] = ledger(now=self.now)
        yield _by_state("claims_desk_arrivals", "Arrivals by state.", counts["arrivals"]["by_state"])
        yield _by_state("claims_desk_cases", "Cases by state.", counts["cases"]["by_state"])
        yield _by_state("claims_desk_letters", "Letters of the outbox by state.", counts["outbox"]["by_state"])
        yield GaugeMetricFamily(
            "claims_desk_oldest_waiting_seconds",
            "Age of the oldest arrival that waits to be processed; 0 when none does.",
            value=counts["oldest_waiting_s"] or 0,
        )
        yield GaugeMetricFamily(
            "claims_desk_quarantine", "Arrivals that wait for an officer.", value=counts["quarantine"]
        )
        yield self._heartbeats()

    def _heartbeats(self) -> Metric:
        ages = GaugeMetricFamily(
            "claims_desk_heartbeat_age_seconds", "Time since a background part showed life.", labels=["part"]
        )
        for seen in Heartbeat.objects.order_by("name"):
            ages.add_metric([seen.name], max(0.0, (self.now - seen.at).total_seconds()))
        return ages


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the metrics as Prometheus reads them. Raises Http404 for who may not."""
    if not (_is_this_machine(request) or _has_token(request)):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(DeskCollector(now=timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _by_state(name: str, words: str, counts: dict[str, int]) -> Metric:
    gauge = GaugeMetricFamily(name, words, labels=["state"])
    for state, count in sorted(counts.items()):
        gauge.add_metric([state], count)
    return gauge


def _is_this_machine(request: HttpRequest) -> bool:
    """Tell whether the caller is on this machine and speaks for itself."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a unix socket has no address
        return False


def _has_token(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    wanted: str = settings.METRICS_TOKEN
    same = hmac.compare_digest(given.strip().encode("utf-8", "replace"), wanted.encode())
    return bool(wanted) and scheme.lower() == "bearer" and same
