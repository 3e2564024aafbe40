"""The organisation's file: an unknown, missing or wrong key stops the start with a sentence that names file and key."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cases.organisation import load

SHIPPED = Path(__file__).resolve().parents[2] / "config" / "organisation.toml"

# what is changed in the shipped file, by what, and the end of the sentence
WRONG = {
    "not TOML": ('name = "AllTracking"', "name = ", "cannot be read as TOML"),
    "a missing key": ('home_place = "IE"\n', "", "the key home_place is missing."),
    "an unknown key": ('name = "AllTracking"', 'name = "A"\nmotto = "B"', "the key motto is not known"),
    "an unknown promise": ("resolve_days = 30", "resolve_days = 30\nsmile = 1", "the key promise.smile is not known"),
    "no mailbox": ('["claims@alltracking.com", "privacy@alltracking.com"]', "[]", "mailboxes is [], but should list"),
    "no address": ('"privacy@alltracking.com"', '"privacy"', "but should list one or more mail addresses."),
    "no time zone": ('"Europe/Dublin"', '"Dublin"', 'time_zone is "Dublin", but should be a name such as'),
    "a language not shipped": (
        'languages = ["en", "de"]',
        'languages = ["en", "fr"]',
        "languages is ['en', 'fr'], but should list one or more of en, de, the first for all others.",
    ),
    "a letter that we have not": (
        '"pl", "uk"]',
        '"pl", "tlh"]',
        "should list one or more of en, de, fr, es, pt, pl, uk,",
    ),
    "a closing day that is text": (
        "closing_days = []",
        'closing_days = ["24 December"]',
        "but should list days such as",
    ),
    "hours of an office that never opens": (
        "office_hours = [09:00:00, 17:00:00]",
        "office_hours = [17:00:00, 09:00:00]",
        "should give opening and closing time",
    ),
    "hours that are numbers": (
        "office_hours = [09:00:00, 17:00:00]",
        "office_hours = [9, 17]",
        "should give opening and closing time",
    ),
    "a closing day that is a moment": ("closing_days = []", "closing_days = [2026-12-24T00:00:00]", "should list days"),
    "a postal address that is no list": (
        '["1 Example Quay", "Dublin 2", "Ireland"]',
        '"1 Example Quay"',
        "postal_address is '1 Example Quay', but should list up to 5 lines of at most 50 characters",
    ),
    "a line of an address that is empty": ('"Dublin 2"', '" "', "postal_address is ['1 Example Quay', ' ', 'Ireland']"),
    "a line of an address that is two": ('"Dublin 2"', r'"Dublin\n2"', "but should list up to 5 lines"),
    "an address of too many lines": ('"Dublin 2"', '"a", "b", "c", "d"', "but should list up to 5 lines"),
    "days that are none": ("resolve_days = 30", "resolve_days = 0", "promise.resolve_days is 0, but should be a whole"),
}


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_with_a_sentence(tmp_path, old, new, sentence):
    text = SHIPPED.read_text()
    assert old in text
    path = tmp_path / "organisation.toml"
    path.write_text(text.replace(old, new))
    with pytest.raises(ImproperlyConfigured) as refusal:
        load(path)
    assert str(path) in str(refusal.value)
    assert sentence in str(refusal.value)


def test_the_shipped_file_is_alltrackings():
    organisation = load(SHIPPED)
    assert organisation.name == "AllTracking"
    assert organisation.mailbox == "claims@alltracking.com"
    assert (organisation.acknowledge_working_days, organisation.resolve_days) == (5, 30)


def test_a_file_without_a_postal_address_has_none(tmp_path):
    lines = [line for line in SHIPPED.read_text().splitlines() if not line.startswith("postal_address")]
    path = tmp_path / "organisation.toml"
    path.write_text("\n".join(lines))
    assert load(path).postal_address == ()
    assert load(SHIPPED).postal_address == ("1 Example Quay", "Dublin 2", "Ireland")


def test_addresses_are_kept_in_lower_case(tmp_path):
    path = tmp_path / "organisation.toml"
    path.write_text(SHIPPED.read_text().replace("claims@alltracking.com", "Claims@AllTracking.com"))
    assert load(path).mailbox == "claims@alltracking.com"
