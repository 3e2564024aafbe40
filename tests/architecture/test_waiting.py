"""Tests in a browser wait for what they look for: a look that doesn't wait passes or fails by the load of the machine."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
HASTY = (".is_visible" + "()", ".is_hidden" + "()")


def test_no_test_looks_at_a_page_without_waiting_for_it() -> None:
    hasty = [path.name for path in TESTS.rglob("*.py") if any(look in path.read_text() for look in HASTY)]
    assert hasty == []
