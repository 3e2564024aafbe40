"""The countries and states to choose from."""

from django.utils import translation

from portal.places import countries, parts


def test_countries_stand_in_the_order_of_the_pages_language():
    with translation.override("de"):
        names = [name for _, name in countries()]
    assert names[0] == "Bitte wählen"
    assert names.index("Oman") < names.index("Österreich") < names.index("Panama")


def test_every_country_has_its_code_and_english_name():
    with translation.override("en-gb"):
        found = dict(countries())
    assert found["DE"] == "Germany"
    assert len(found) > 240


def test_states_stand_under_their_country():
    with translation.override("en-gb"):
        groups = dict(parts()[1:])
    assert ("US-CA", "California") in groups["United States"]
    assert ("DE-BY", "Bayern") in groups["Germany"]
