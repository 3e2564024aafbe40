"""Who read what: the access records that a data protection officer may see, by officer, person and day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.models import AccessRecord, User
from cases.sight import visible_to
from desk.search import found_by
from desk.words import actor_name, spoken
from reports.cells import Cell, csv_lines

_START, _END = time.min, time.max
HEADING = ("at", "who", "what", "case")
KINDS = {
    "case": "Opened the file",
    "message": "Read message",
    "secrets": "Uncovered",
    "HTML": "Read",
    "raw": "Saved",
    "attachment": "Saved attachment",
    "letter": "Read letter",
    "arrival": "Read arrival",
    "search": "Found it in a search",
    "access": "Read this list",
    "broken": "Was refused to open a closed case",
}


class AccessForm(forms.Form):
    """Which records: whose reading, of whose data, on which days; nothing chosen means all."""

    officer = forms.ModelChoiceField(
        queryset=User.objects.filter(is_staff=True).order_by("first_name", "last_name", "username"),
        required=False,
        empty_label="Everybody",
        label="Who read",
    )
    person = forms.CharField(
        required=False, max_length=200, label="Whose data", help_text="A reference, a name or an e-mail address."
    )
    first = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}))

    def kept(self) -> dict[str, str]:
        """Give what was asked, as the session keeps it: a name or address stays out of the address line."""
        data = self.cleaned_data
        officer = str(data["officer"].pk) if data["officer"] else ""
        days = {name: data[name].isoformat() if data[name] else "" for name in ("first", "last")}
        return {"officer": officer, "person": data["person"], **days}


@dataclass(frozen=True)
class Reading:
    """One reading, in words."""

    record: AccessRecord
    who: str
    what: str


def records_for(user: User, asked: Mapping[str, str]) -> QuerySet[AccessRecord]:
    """Give the records that were asked for, newest first; those of a case that concerns the asker are hidden."""
    rows = AccessRecord.objects.filter(Q(case__isnull=True) | visible_to(user, "case__")).select_related("case")
    if asked.get("officer"):
        rows = rows.filter(actor=f"staff:{int(asked['officer'])}")
    if asked.get("person"):
        rows = rows.filter(case__in=found_by(text=asked["person"], user=user).values("pk"))
    zone = timezone.get_current_timezone()
    if asked.get("first"):
        rows = rows.filter(at__gte=datetime.combine(date.fromisoformat(asked["first"]), _START, zone))
    if asked.get("last"):
        rows = rows.filter(at__lte=datetime.combine(date.fromisoformat(asked["last"]), _END, zone))
    return rows.order_by("-at", "-pk")


def readings(records: list[AccessRecord]) -> list[Reading]:
    """Say who read what, the names of the staff in one query."""
    return list(_said(records, _names()))


def as_csv(records: QuerySet[AccessRecord]) -> Iterator[str]:
    """Give the records as the lines of a CSV file, read from the database a few thousand at a time."""
    rows = _said(records.iterator(chunk_size=2000), _names())
    cells: Iterator[list[Cell]] = (
        [
            timezone.localtime(row.record.at).isoformat(timespec="seconds"),
            row.who,
            row.what,
            row.record.case.reference if row.record.case else "",
        ]
        for row in rows
    )
    return csv_lines(HEADING, cells)


def _names() -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.all()}


def _said(records: Any, names: Mapping[int, str]) -> Iterator[Reading]:
    return (Reading(record, actor_name(record.actor, names), what_words(record.what)) for record in records)


def what_words(code: str) -> str:
    """Say what was read: `message 5` as `Read message 5`."""
    kind, _, rest = code.partition(" ")
    said = KINDS.get(kind, "Read the record")
    if kind in ("case", "search", "access", "broken"):
        return f"{said} as CSV" if rest.endswith("CSV") else said
    return f"{said} {spoken(rest)}" if kind in KINDS else f"{said} {spoken(code)}"
