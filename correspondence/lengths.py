"""Lengths of time as letters say them, in every language that letters are written in."""

from collections.abc import Callable

from law.records import Extension
from law.words import Unit

# One and many; where a language has them, one, few and many. As they stand in "{length} longer at most".
UNITS: dict[str, dict[Unit, tuple[str, ...]]] = {
    "en": {
        Unit.HOURS: ("hour", "hours"),
        Unit.CALENDAR_DAYS: ("day", "days"),
        Unit.BUSINESS_DAYS: ("working day", "working days"),
        Unit.WEEKS: ("week", "weeks"),
        Unit.MONTHS: ("month", "months"),
    },
    "de": {
        Unit.HOURS: ("Stunde", "Stunden"),
        Unit.CALENDAR_DAYS: ("Tag", "Tage"),
        Unit.BUSINESS_DAYS: ("Arbeitstag", "Arbeitstage"),
        Unit.WEEKS: ("Woche", "Wochen"),
        Unit.MONTHS: ("Monat", "Monate"),
    },
    "fr": {
        Unit.HOURS: ("heure", "heures"),
        Unit.CALENDAR_DAYS: ("jour", "jours"),
        Unit.BUSINESS_DAYS: ("jour ouvrable", "jours ouvrables"),
        Unit.WEEKS: ("semaine", "semaines"),
        Unit.MONTHS: ("mois", "mois"),
    },
    "es": {
        Unit.HOURS: ("hora", "horas"),
        Unit.CALENDAR_DAYS: ("día", "días"),
        Unit.BUSINESS_DAYS: ("día hábil", "días hábiles"),
        Unit.WEEKS: ("semana", "semanas"),
        Unit.MONTHS: ("mes", "meses"),
    },
    "pt": {
        Unit.HOURS: ("hora", "horas"),
        Unit.CALENDAR_DAYS: ("dia", "dias"),
        Unit.BUSINESS_DAYS: ("dia útil", "dias úteis"),
        Unit.WEEKS: ("semana", "semanas"),
        Unit.MONTHS: ("mês", "meses"),
    },
    "pl": {
        Unit.HOURS: ("godzinę", "godziny", "godzin"),
        Unit.CALENDAR_DAYS: ("dzień", "dni", "dni"),
        Unit.BUSINESS_DAYS: ("dzień roboczy", "dni robocze", "dni roboczych"),
        Unit.WEEKS: ("tydzień", "tygodnie", "tygodni"),
        Unit.MONTHS: ("miesiąc", "miesiące", "miesięcy"),
    },
    "uk": {
        Unit.HOURS: ("годину", "години", "годин"),
        Unit.CALENDAR_DAYS: ("день", "дні", "днів"),
        Unit.BUSINESS_DAYS: ("робочий день", "робочі дні", "робочих днів"),
        Unit.WEEKS: ("тиждень", "тижні", "тижнів"),
        Unit.MONTHS: ("місяць", "місяці", "місяців"),
    },
}
AT_MOST = {
    "en": "{length} longer at most",
    "de": "um höchstens {length} länger",
    "fr": "{length} de plus au maximum",
    "es": "{length} más como máximo",
    "pt": "mais {length} no máximo",
    "pl": "najwyżej o {length} dłużej",
    "uk": "щонайбільше на {length} довше",
}
TIMES = {
    "en": ", and this {count} times at most",
    "de": ", und das höchstens {count}-mal",
    "fr": ", et cela {count} fois au maximum",
    "es": ", y esto {count} veces como máximo",
    "pt": ", e isto {count} vezes no máximo",
    "pl": ", i to najwyżej {count} razy",
    "uk": ", і це щонайбільше {count} рази",
}
# The law leaves it to the controller to name the day.
NAMED = {
    "en": "until the day that we tell you",
    "de": "bis zu dem Tag, den wir Ihnen nennen",
    "fr": "jusqu'au jour que nous vous indiquons",
    "es": "hasta el día que le indicamos",
    "pt": "até ao dia que lhe indicamos",
    "pl": "do dnia, który Państwu podamy",
    "uk": "до дня, який ми Вам назвемо",
}


def how_much(extension: Extension, language: str) -> str:
    """Say by how much an extension lengthens the time for the answer, in a language of letters."""
    if extension.amount is None or extension.unit is None:
        return NAMED[language]
    form = FORMS.get(language, _two)(extension.amount)
    length = f"{extension.amount} {UNITS[language][extension.unit][form]}"
    times = TIMES[language].format(count=extension.max_count) if extension.max_count > 1 else ""
    return AT_MOST[language].format(length=length) + times


def _two(count: int) -> int:
    return int(count != 1)


def _polish(count: int) -> int:
    return 0 if count == 1 else _few_or_many(count)


def _ukrainian(count: int) -> int:
    return 0 if count % 10 == 1 and count % 100 != 11 else _few_or_many(count)


def _few_or_many(count: int) -> int:
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


FORMS: dict[str, Callable[[int], int]] = {"pl": _polish, "uk": _ukrainian}
