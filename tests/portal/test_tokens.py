"""The hidden token of a form: ours, dated, and the same key for the same content."""

from datetime import UTC, datetime

import pytest

from portal.tokens import arrival_key, issue, read

SHOWN = datetime(2026, 9, 3, 12, 0, 5, tzinfo=UTC)


def test_a_token_tells_when_its_form_was_shown():
    token = read(issue(now=SHOWN))
    assert token is not None
    assert token.shown_at == SHOWN


@pytest.mark.parametrize("given", ["", "x", "a.b", "\x00", "é" * 5000])
def test_a_token_that_is_not_ours_is_none(given):
    assert read(given) is None


def test_a_token_with_another_date_is_none():
    random, _, rest = issue(now=SHOWN).partition("!")
    assert read(f"{random}!{int(rest[:10]) - 1}{rest[10:]}") is None


def test_one_form_with_the_same_content_has_one_key_and_with_other_content_another():
    token = read(issue(now=SHOWN))
    assert arrival_key(token, b"text") == arrival_key(token, b"text")
    assert arrival_key(token, b"text") != arrival_key(token, b"other text")


def test_two_forms_with_the_same_content_have_two_keys():
    first, second = read(issue(now=SHOWN)), read(issue(now=SHOWN))
    assert arrival_key(first, b"text") != arrival_key(second, b"text")
