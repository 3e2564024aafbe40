"""Logs are JSON lines on standard error; no address and no secret of a private link is in them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.logs import redacted

BASE = Path(__file__).resolve().parents[2]

TEXTS = {
    "To: Renate <requester@example.com>": "To: Renate <[address]>",
    "550 5.1.1 requester+privacy@mail.example.co.uk unknown": "550 5.1.1 [address] unknown",
    "GET /c/q7Zr1s8W3yYx/ 200": "GET /c/[secret]/ 200",
    "Method Not Allowed (POST): /receipt/0a1b2c/": "Method Not Allowed (POST): /receipt/[secret]/",
    "GET /reply/q7Zr1s8W3yYx": "GET /reply/[secret]",
    "case CD-7K3M-Q9XT was opened": "case CD-7K3M-Q9XT was opened",
}


@pytest.mark.parametrize(("given", "logged"), TEXTS.items())
def test_addresses_and_link_secrets_are_cut_out(given, logged):
    assert redacted(given) == logged


def lines(code: str) -> list[dict[str, object]]:
    """Give the log lines of a process that runs `code` with our logging."""
    prelude = "from config.logs import configure, logging_settings; configure(logging_settings('INFO'))\n"
    ended = subprocess.run([sys.executable, "-c", prelude + code], cwd=BASE, capture_output=True, text=True, check=True)
    assert ended.stdout == ""
    return [json.loads(line) for line in ended.stderr.splitlines()]


def test_a_line_of_ours_is_json_with_moment_level_and_logger():
    (line,) = lines("import structlog; structlog.get_logger('intake').info('arrival.ended', arrival=1)")
    assert line["event"] == "arrival.ended"
    assert (line["level"], line["logger"], line["arrival"]) == ("info", "intake", 1)
    assert "timestamp" in line


@pytest.mark.parametrize(
    "code",
    [
        "import structlog; structlog.get_logger('a').warning('sent', to='requester@example.com')",
        "import structlog; structlog.get_logger('a').warning('sent', to=['requester@example.com'])",
        "import logging; logging.getLogger('a').warning('to %s', 'requester@example.com')",
        "import logging; logging.getLogger('a').warning('to %(to)s', {'to': 'requester@example.com'})",
        "import logging\ntry: raise ValueError('no requester@example.com')\nexcept ValueError: logging.exception('failed')",
        "import logging; logging.getLogger('a').warning('x', extra={'to': 'requester@example.com'})",
        "import logging; logging.getLogger('a').warning(ValueError('requester@example.com'))",
    ],
    ids=["ours", "in a list", "argument", "named argument", "exception", "extra", "object"],
)
def test_no_address_reaches_a_line_on_any_way(code):
    (line,) = lines(code)
    assert "requester@example.com" not in json.dumps(line)


def test_djangos_report_of_a_failed_page_has_neither_secret_nor_address():
    code = (
        "import logging\n"
        "logging.getLogger('django.request').error('%s: %s', 'Internal Server Error', '/c/q7Zr1s8W3yYx/',"
        " extra={'status_code': 500, 'request': '<WSGIRequest: GET /c/q7Zr1s8W3yYx/>'})"
    )
    (line,) = lines(code)
    assert "q7Zr1s8W3yYx" not in json.dumps(line)


def test_the_level_is_kept():
    assert lines("import logging; logging.getLogger('a').debug('nothing')") == []
