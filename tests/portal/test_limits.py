"""The limits of the public forms: shared by all web processes, and never in the way when nobody can count."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as loaded
from django.test import RequestFactory

from portal import limits
from tests.builders import DAY
from tests.parts.broker import broker_binary, redis_server
from tests.parts.process import accepts, free_port, wait_until

BASE = Path(__file__).resolve().parents[2]
COUNT = """
import django; django.setup()
from django.test import RequestFactory
from portal.limits import sends_too_often
from tests.builders import DAY
sent = RequestFactory().post("/request/", REMOTE_ADDR="8.8.8.8")
print([sends_too_often(sent, now=DAY) for _ in range(20)].count(True))
"""


def in_redis(url):
    """Give the settings that production takes for the limits with this Redis."""
    timeout = loaded.LIMITS_TIMEOUT_S
    options = {"socket_timeout": timeout, "socket_connect_timeout": timeout, "retry": None}
    counted = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "OPTIONS": options}
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}, "limits": counted}


def sends(count=1):
    """Let one sender send so many forms; tell which are over the limit."""
    request = RequestFactory().post("/request/", REMOTE_ADDR="8.8.8.8")
    return [limits.sends_too_often(request, now=DAY) for _ in range(count)]


def test_the_web_processes_count_the_forms_of_a_sender_together(tmp_path):
    with redis_server() as url:
        environment = {"REDIS_URL": url, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
        said = [
            subprocess.run(
                [sys.executable, "-c", COUNT], cwd=BASE, env=environment, capture_output=True, text=True, check=True
            )
            for _ in range(2)
        ]
    assert [process.stdout.split()[-1] for process in said] == ["0", "10"]  # thirty an hour


def test_a_redis_that_is_away_lets_the_form_through_and_says_so(settings, caplog):
    settings.CACHES = in_redis(f"redis://127.0.0.1:{free_port()}/0")
    assert sends(40) == [False] * 40
    assert "limits.not_counted" in caplog.text


def test_nobody_waits_for_a_redis_that_hangs(settings, tmp_path):
    port = free_port()
    server = subprocess.Popen([broker_binary(), "--port", str(port), "--dir", str(tmp_path), "--save", ""])
    try:
        settings.CACHES = in_redis(f"redis://127.0.0.1:{port}/0")
        wait_until(lambda: accepts(port), seconds=10, what="the Redis starts")
        server.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        assert sends() == [False]
        assert time.monotonic() - began < 1
    finally:
        server.send_signal(signal.SIGCONT)
        server.terminate()
        server.wait()


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "", "nonsense"])
def test_who_comes_through_a_proxy_is_not_counted(address):
    request = RequestFactory().post("/request/", REMOTE_ADDR=address)
    assert not any(limits.sends_too_often(request, now=DAY) for _ in range(40))


def test_over_thirty_forms_an_hour_are_too_many():
    assert sends(31) == [False] * 30 + [True]
