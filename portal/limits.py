"""How often one sender may use the forms. Nothing is dropped in silence: over the limit the page names the mail address.

Counted in the cache `limits`, which all web processes share where there is a Redis for them; one that is away or slow is
not waited for, and the form is taken: a limit must never cost a person their request. Who comes through an address of a private
network came through a proxy, which says nothing about the sender: those are not counted. `X-Forwarded-For` is a claim
of the sender and never read.
"""

import ipaddress
from datetime import datetime, timedelta

import structlog
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis import RedisError

from cases.models import Case
from cases.words import Channel
from intake.models import Arrival

log = structlog.get_logger(__name__)

FORMS_PER_HOUR = 30
MESSAGES_PER_HOUR = 20
HOUR = timedelta(hours=1)


def sends_too_often(request: HttpRequest, *, now: datetime) -> bool:
    """Count a form of this sender, and tell whether it is over the hour's limit."""
    network = _network(request.META.get("REMOTE_ADDR", ""))
    if network is None:
        return False
    key = salted_hmac("portal.limits", f"{network} {now:%Y-%m-%d %H}").hexdigest()
    return _count(key) > FORMS_PER_HOUR


def _count(key: str) -> int:
    """Count one more under this key and give how many there are, or 0 where nobody can say."""
    counts = caches["limits"]
    try:
        counts.add(key, 0, timeout=HOUR.total_seconds())
        return int(counts.incr(key))
    except (RedisError, OSError, ValueError) as error:  # ValueError: it was emptied between the two
        log.warning("limits.not_counted", error=type(error).__name__)
        return 0


def wrote_too_often(case: Case, *, now: datetime) -> bool:
    """Tell whether a case's status page has taken its hour's messages."""
    recent = Arrival.objects.filter(case=case, channel=Channel.FORM, received_at__gt=now - HOUR)
    return recent.count() >= MESSAGES_PER_HOUR


def _network(address: str) -> str | None:
    """Give the address, of IPv6 the network that one household has, or nothing where it is not a sender's own."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return None
    if not given.is_global:
        return None
    return str(given) if given.version == 4 else str(ipaddress.ip_network((given, 64), strict=False))
