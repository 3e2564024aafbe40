"""The countries and parts of countries that a person can choose from, in the order of the page's language."""

import unicodedata
from functools import cache

from django.utils import translation
from django.utils.translation import gettext as _

from law.places import COUNTRIES, LISTED, SUBDIVISIONS, Place, parts_of

Choices = list[tuple[str, str]]


def countries() -> Choices:
    """Give all countries by name, after a line that chooses none."""
    return _countries(translation.get_language() or "en")


def parts() -> list[tuple[str, str | Choices]]:
    """Give the states and provinces where they can change a date, grouped by country."""
    return _parts(translation.get_language() or "en")


@cache
def _countries(language: str) -> Choices:
    return [("", _("Please choose")), *_by_name({code: Place.parse(code).name(language) for code in COUNTRIES})]


@cache
def _parts(language: str) -> list[tuple[str, str | Choices]]:
    chosen: list[tuple[str, str | Choices]] = [("", _("Please choose"))]
    for country, name in _by_name({code: Place.parse(code).name(language) for code in LISTED}):
        chosen.append((name, _by_name({code: SUBDIVISIONS[code].name for code in parts_of(country)})))
    return chosen


def _by_name(names: dict[str, str]) -> Choices:
    return sorted(names.items(), key=lambda pair: _sorting(pair[1]))


def _sorting(name: str) -> str:
    """Give a name without its accents, so that Österreich stands among the names with O."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
