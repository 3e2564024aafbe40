"""Which laws of a case let its answer take longer, and by how much: what the letter that announces an extension cites.

Only figures that are verified, or that an administrator has confirmed, are cited; others are not named to the person.
"""

from collections.abc import Iterator

from cases.models import Case, Deadline
from law import regimes
from law.errors import LawError
from law.records import Extension
from law.words import Duty, Right, Unit

# One and many; in German as they stand after "um höchstens".
UNITS = {
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
}
AT_MOST = {"en": "{length} longer at most", "de": "um höchstens {length} länger"}
TIMES = {"en": ", and this {count} times at most", "de": ", und das höchstens {count}-mal"}
# The law leaves it to the controller to name the day.
NAMED = {"en": "until the day that we tell you", "de": "bis zu dem Tag, den wir Ihnen nennen"}


def extensions_allowed(*, case: Case, language: str) -> list[str]:
    """Give a line for each provision that allows the extension: `EU GDPR, GDPR Art. 12(3): 2 months longer at most`."""
    rows = Deadline.objects.filter(
        case=case, statutory=True, duty=Duty.ANNOUNCE_EXTENSION, firm_on__isnull=False
    ).order_by("firm_on", "pk")
    return list(dict.fromkeys(line for row in rows for line in _lines(row, language)))


def how_much(extension: Extension, language: str) -> str:
    """Say by how much an extension lengthens the time for the answer, in English or German."""
    if extension.amount is None or extension.unit is None:
        return NAMED[language]
    length = f"{extension.amount} {UNITS[language][extension.unit][extension.amount != 1]}"
    times = TIMES[language].format(count=extension.max_count) if extension.max_count > 1 else ""
    return AT_MOST[language].format(length=length) + times


def _lines(row: Deadline, language: str) -> Iterator[str]:
    try:
        law = regimes.get(row.regime)
    except LawError:  # its file was taken off the shelf since the case was last computed
        return
    extension = law.rights[Right(row.right)].extension
    if extension is not None:
        yield f"{law.short_name}, {row.provision}: {how_much(extension, language)}"
