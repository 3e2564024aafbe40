"""What the forms of the desk offer to choose from, and how a chosen thing is said again."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.models.case import RIGHTS
from desk.words import day, place_name
from law.places import COUNTRIES, SUBDIVISIONS, Place
from law.words import Right

REQUESTABLE = [pair for pair in RIGHTS if pair[0] not in (Right.COMPLAINT, Right.APPEAL)]
PLAIN_RIGHTS = {
    Right.ACCESS: "Access: a copy of their data",
    Right.RECTIFICATION: "Rectification: correct wrong data",
    Right.ERASURE: "Erasure: delete their data",
    Right.RESTRICTION: "Restriction: keep, but do not use",
    Right.PORTABILITY: "Portability: a machine-readable copy",
    Right.OBJECTION: "Objection: stop a use of their data",
    Right.HUMAN_REVIEW: "Human review of an automated decision",
    Right.CONSENT_WITHDRAWAL: "Withdrawal of consent",
    Right.OPT_OUT: "Opt-out of sale or sharing (US)",
    Right.LIMIT_SENSITIVE: "Limit the use of sensitive data (US)",
}


def place_choices(current: str = "") -> list[tuple[str, Any]]:
    """Give every place that the law room knows, countries first, for a select; a current one that is not listed too."""
    countries = sorted(((code, Place(code).name()) for code in COUNTRIES), key=lambda pair: pair[1])
    parts = sorted(((code, Place.parse(code).name()) for code in SUBDIVISIONS), key=lambda pair: pair[1])
    listed = not current or current in COUNTRIES or current in SUBDIVISIONS
    now = [] if listed else [(current, place_name(current))]
    return [("", "Not known"), *now, ("Countries", countries), ("Parts of countries", parts)]


def plain_rights() -> list[tuple[str, str]]:
    """Give the rights that a request can invoke, in plain words."""
    return [(value, PLAIN_RIGHTS.get(Right(value), label)) for value, label in REQUESTABLE]


def offer(field: forms.Field, choices: Sequence[Any], initial: Any) -> forms.Field:
    """Set what a field offers, and what it shows at first."""
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
    field.initial = initial
    return field


def said(field: forms.BoundField) -> str:
    """Say what was typed or chosen in a field; empty where nothing was."""
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return "Yes" if field.field.to_python(value) else ""
    if isinstance(field.field, forms.DateField) and value:
        return day(str(value))
    chosen = value if isinstance(value, list) else [value]
    choices = getattr(field.field, "choices", None)
    if choices is None or isinstance(field.field, forms.ModelChoiceField):
        return "" if value in (None, "") else str(value)
    names = {str(code): str(name) for code, name in _flat(choices)}
    return ", ".join(names.get(str(one), str(one)) for one in chosen if one not in (None, ""))


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    return [pair for code, name in choices for pair in (name if isinstance(name, list) else [(code, name)])]
