"""The organisation whose promises are kept: one TOML file, read at the start and refused when it is not right."""

import tomllib
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cases.words import FourEyes

KEYS = {
    "name",
    "website",
    "mailboxes",
    "home_place",
    "time_zone",
    "languages",
    "letter_languages",
    "closing_days",
    "office_hours",
    "promise",
}
# Keys that a file may leave out.
OPTIONAL_KEYS = {"four_eyes", "postal_address", "applicant_mailboxes"}
PROMISE_KEYS = {"acknowledge_working_days", "resolve_days"}
SHIPPED_LANGUAGES = ("en", "de")
# What fits above the window of an envelope.
MOST_ADDRESS_LINES, ADDRESS_WIDTH = 5, 50
LETTER_LANGUAGES = ("en", "de", "fr", "es", "pt", "pl", "uk")


@dataclass(frozen=True)
class Organisation:
    """The controller: its name, mailboxes (lower case, first one sends), home, languages, office hours and promise.

    `postal_address`: its lines below the name, as they stand on an envelope; none where letters by post carry none.
    """

    name: str
    website: str
    mailboxes: tuple[str, ...]
    home_place: str
    time_zone: ZoneInfo
    languages: tuple[str, ...]
    letter_languages: tuple[str, ...]
    acknowledge_working_days: int
    resolve_days: int
    closing_days: frozenset[date]
    opens_at: time
    closes_at: time
    four_eyes: frozenset[FourEyes] = frozenset()
    postal_address: tuple[str, ...] = ()
    applicant_mailboxes: tuple[str, ...] = ()

    @property
    def mailbox(self) -> str:
        """Give the address that letters come from."""
        return self.mailboxes[0]

    @property
    def mail_domain(self) -> str:
        """Give the domain of our letters' Message-IDs."""
        return self.mailbox.rpartition("@")[2]

    def language_for(self, wanted: str) -> str:
        """Give the language of a public page for someone who reads `wanted`."""
        return wanted if wanted in self.languages else self.languages[0]

    def letter_language_for(self, wanted: str) -> str:
        """Give the language of a letter to someone who writes in `wanted`."""
        return wanted if wanted in self.letter_languages else self.letter_languages[0]


def organisation() -> Organisation:
    """Give the organisation that this process works for."""
    loaded: Organisation = settings.ORGANISATION
    return loaded


def load(path: Path) -> Organisation:
    """Read an organisation file. Raises ImproperlyConfigured with a sentence that names file and key."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"ORGANISATION_FILE: {path} cannot be read as TOML: {error}.") from error
    optional: dict[str, Any] = {key: [] for key in OPTIONAL_KEYS}
    _check_keys(path, {**optional, **data}, KEYS | OPTIONAL_KEYS)
    _check_keys(path, data["promise"], PROMISE_KEYS, within="promise.")
    opens_at, closes_at = _office_hours(path, data["office_hours"])
    return Organisation(
        name=str(data["name"]),
        website=str(data["website"]),
        mailboxes=_mailboxes(path, data["mailboxes"]),
        applicant_mailboxes=_applicant_mailboxes(path, data),
        home_place=str(data["home_place"]),
        time_zone=_time_zone(path, str(data["time_zone"])),
        languages=_languages(path, data["languages"], "languages", SHIPPED_LANGUAGES),
        letter_languages=_languages(path, data["letter_languages"], "letter_languages", LETTER_LANGUAGES),
        acknowledge_working_days=_days(path, data["promise"], "acknowledge_working_days"),
        resolve_days=_days(path, data["promise"], "resolve_days"),
        closing_days=_closing_days(path, data["closing_days"]),
        four_eyes=_four_eyes(path, data.get("four_eyes", [])),
        postal_address=_postal_address(path, data.get("postal_address", [])),
        opens_at=opens_at,
        closes_at=closes_at,
    )


def _check_keys(path: Path, data: dict[str, Any], wanted: set[str], within: str = "") -> None:
    for key in sorted(wanted - data.keys()):
        raise ImproperlyConfigured(f"{path}: the key {within}{key} is missing.")
    for key in sorted(data.keys() - wanted):
        raise ImproperlyConfigured(
            f"{path}: the key {within}{key} is not known; known are {', '.join(sorted(wanted))}."
        )


def _mailboxes(path: Path, given: Any) -> tuple[str, ...]:
    right = isinstance(given, list) and given and all(isinstance(a, str) and a.count("@") == 1 for a in given)
    if not right:
        raise ImproperlyConfigured(f"{path}: mailboxes is {given!r}, but should list one or more mail addresses.")
    return tuple(address.lower() for address in given)


def _applicant_mailboxes(path: Path, data: dict[str, Any]) -> tuple[str, ...]:
    """Read which of the mailboxes are applicants'; letters leave from the first mailbox, which is everybody's."""
    given, ours = data.get("applicant_mailboxes", []), _mailboxes(path, data["mailboxes"])
    right = isinstance(given, list) and all(isinstance(a, str) and a.lower() in ours[1:] for a in given)
    if not right:
        raise ImproperlyConfigured(
            f"{path}: applicant_mailboxes is {given!r}, but should list some of mailboxes, not the first, or be []."
        )
    return tuple(address.lower() for address in given)


def _time_zone(path: Path, given: str) -> ZoneInfo:
    try:
        return ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ImproperlyConfigured(
            f'{path}: time_zone is "{given}", but should be a name such as Europe/Dublin.'
        ) from error


def _languages(path: Path, given: Any, key: str, shipped: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(given, list) or not given or not set(given) <= set(shipped):
        raise ImproperlyConfigured(
            f"{path}: {key} is {given!r}, but should list one or more of {', '.join(shipped)}, the first for all others."
        )
    return tuple(given)


def _closing_days(path: Path, given: Any) -> frozenset[date]:
    """Read single days; a moment is no day, though TOML has both."""
    if not isinstance(given, list) or not all(type(day) is date for day in given):
        raise ImproperlyConfigured(
            f"{path}: closing_days is {given!r}, but should list days such as [2026-12-24, 2026-12-31], or be []."
        )
    return frozenset(given)


def _four_eyes(path: Path, given: Any) -> frozenset[FourEyes]:
    words = [word.value for word in FourEyes]
    if not isinstance(given, list) or not set(given) <= set(words):
        raise ImproperlyConfigured(
            f"{path}: four_eyes is {given!r}, but should list some of {', '.join(words)}, or be []."
        )
    return frozenset(FourEyes(word) for word in given)


def _postal_address(path: Path, given: Any) -> tuple[str, ...]:
    lines = [line.strip() if isinstance(line, str) else "" for line in given] if isinstance(given, list) else [""]
    right = all(line and line.isprintable() and len(line) <= ADDRESS_WIDTH for line in lines)
    if not right or len(lines) > MOST_ADDRESS_LINES:
        raise ImproperlyConfigured(
            f"{path}: postal_address is {given!r}, but should list up to {MOST_ADDRESS_LINES} lines of at most "
            f'{ADDRESS_WIDTH} characters, such as ["1 Example Quay", "Dublin 2", "Ireland"], or be [].'
        )
    return tuple(lines)


def _office_hours(path: Path, given: Any) -> tuple[time, time]:
    right = isinstance(given, list) and len(given) == 2 and all(type(hour) is time for hour in given)
    if not right or given[0] >= given[1]:
        raise ImproperlyConfigured(
            f"{path}: office_hours is {given!r}, but should give opening and closing time, such as [09:00:00, 17:00:00]."
        )
    return given[0], given[1]


def _days(path: Path, promise: dict[str, Any], key: str) -> int:
    given = promise[key]
    if not isinstance(given, int) or not 1 <= given <= 365:
        raise ImproperlyConfigured(
            f"{path}: promise.{key} is {given!r}, but should be a whole number of days from 1 to 365."
        )
    return given
