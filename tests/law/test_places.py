"""Places: codes that are taken and refused, names in two languages, time zones, the local day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from law.errors import BadDate, UnknownPlace
from law.places import COUNTRIES, SUBDIVISIONS, Place, local_date, time_zone


@pytest.mark.parametrize("code", ["DE", "DE-BY", "US-CA", "GB-ENG", "AT-9", "FR-75", "IS"])
def test_a_code_is_read_and_written_back(code):
    assert Place.parse(code).code == str(Place.parse(code)) == code


def test_a_code_is_read_in_any_case_and_with_space_around():
    assert Place.parse(" us-ca ") == Place("US", "CA")


@pytest.mark.parametrize(
    ("code", "accepted"),
    [
        ("", "ISO 3166"),
        ("Germany", "DE-BY"),
        ("DE-", "ISO 3166"),
        ("DE-BAYER", "ISO 3166"),
        ("XX", "Unknown country 'XX'"),
        ("UK", "GB"),
        ("US-ZZ", "US-CA"),
        ("DE-XX", "DE-BY"),
        ("ＤＥ", "ISO 3166"),
        ("DE\n", None),
    ],
)
def test_another_text_is_refused_with_what_is_accepted(code, accepted):
    if accepted is None:
        assert Place.parse(code) == Place("DE")
        return
    with pytest.raises(UnknownPlace, match=accepted):
        Place.parse(code)


def test_every_country_has_names_and_a_time_zone():
    assert len(COUNTRIES) == 249
    for code, country in COUNTRIES.items():
        assert country.english
        assert country.german
        assert time_zone(Place(code)).key == country.time_zone


def test_every_listed_part_has_a_time_zone_and_lies_in_a_country():
    for code, part in SUBDIVISIONS.items():
        assert ZoneInfo(part.time_zone)
        assert code.partition("-")[0] in COUNTRIES


@pytest.mark.parametrize(
    ("code", "english", "german"),
    [
        ("DE", "Germany", "Deutschland"),
        ("US-CA", "California, United States", "California, Vereinigte Staaten"),
        ("TR", "Türkiye", "Türkei"),
        ("FR-75", "France (FR-75)", "Frankreich (FR-75)"),
    ],
)
def test_a_place_is_named_for_its_readers(code, english, german):
    place = Place.parse(code)
    assert (place.name(), place.name("de"), place.name("de-AT")) == (english, german, german)


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("DE", "Europe/Berlin"),
        ("US", "America/New_York"),
        ("US-CA", "America/Los_Angeles"),
        ("US-HI", "Pacific/Honolulu"),
        ("CA-BC", "America/Vancouver"),
        ("CA-NL", "America/St_Johns"),
        ("AU-WA", "Australia/Perth"),
        ("BR-AM", "America/Manaus"),
        ("ES-CN", "Atlantic/Canary"),
        ("FR-75", "Europe/Paris"),
    ],
)
def test_the_time_zone_is_that_of_the_part_or_where_most_people_of_the_country_live(code, zone):
    assert time_zone(Place.parse(code)).key == zone


def test_the_same_moment_is_another_day_elsewhere():
    moment = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    days = {code: local_date(Place.parse(code), moment) for code in ("US-CA", "DE", "AU-NSW")}
    assert days == {"US-CA": date(2026, 11, 22), "DE": date(2026, 11, 23), "AU-NSW": date(2026, 11, 23)}


def test_a_moment_without_its_offset_is_refused():
    with pytest.raises(BadDate, match="offset"):
        local_date(Place("DE"), datetime(2026, 11, 23, 7, 30))


@pytest.mark.parametrize(
    ("code", "codes", "inside"), [("DE-BY", {"DE"}, True), ("US-CA", {"US-CA"}, True), ("US", {"US-CA"}, False)]
)
def test_a_part_lies_within_its_country_and_not_the_other_way_round(code, codes, inside):
    assert Place.parse(code).within(frozenset(codes)) is inside
