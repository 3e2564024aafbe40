"""The forms about laws: the "what if", the laws and the contract of one case."""

from datetime import date, datetime
from typing import Any

from django import forms

from cases.models.case import RIGHTS
from cases.words import LABELS, LawChoice
from desk.forms import CaseForm, place_choices
from law import regimes
from law.answer import marks_from_arguments, read_received
from law.errors import LawError
from law.marks import Mark, mark_name
from law.places import Place


def law_choices(empty: str) -> list[tuple[str, str]]:
    """Give every law by its short name, after a first choice that names none."""
    laws = sorted(((law.id, f"{law.short_name} ({law.id})") for law in regimes.all()), key=lambda pair: pair[1])
    return [("", empty), *laws]


class WhatIfForm(forms.Form):
    """What the calculator is asked; its texts are read by the law room, which says what is wrong with them."""

    law = forms.ChoiceField(choices=lambda: law_choices("The laws that apply there"), required=False, label="Law")
    right = forms.ChoiceField(choices=RIGHTS, label="Right or procedure")
    place = forms.ChoiceField(choices=place_choices, required=False, label="Where the person is")
    received = forms.CharField(
        max_length=40, label="Received", help_text="A day, 2026-01-31, or a moment, 2026-01-31T23:30-08:00."
    )
    marks = forms.CharField(
        max_length=400,
        required=False,
        label="Marks",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, for example identity_requested=2026-02-03, identity_confirmed=2026-02-10 or "
        "extended=2026-02-20.",
    )

    def clean_received(self) -> date | datetime:
        """Read a day or a moment."""
        try:
            return read_received(self.cleaned_data["received"].strip())
        except LawError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_place(self) -> Place | None:
        """Give the place, or nothing."""
        return Place.parse(self.cleaned_data["place"]) if self.cleaned_data["place"] else None

    def clean_marks(self) -> list[Mark]:
        """Read one mark a line."""
        try:
            given = marks_from_arguments(self.cleaned_data["marks"].replace(",", " ").split())
            return [Mark(mark_name(one["mark"]), _day(one["on"])) for one in given]
        except LawError as error:
            raise forms.ValidationError(str(error)) from error


class TakeBackForm(forms.Form):
    """Why a confirmed figure no longer holds."""

    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Why it no longer holds",
        help_text="What was misread, or what has changed. Whoever reads the figure sees it.",
    )


class LawsForm(CaseForm):
    """Which law applies to this case, or does not, and why."""

    regime = forms.ChoiceField(choices=lambda: law_choices("Choose…"), label="Law")
    choice = forms.ChoiceField(
        choices=[(choice.value, LABELS[choice]) for choice in LawChoice], widget=forms.RadioSelect, label="What holds"
    )
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), label="Why", help_text="Whoever reads the file must see why."
    )


class ContractForm(CaseForm):
    """What a contract promises to the person of this case."""

    days = forms.IntegerField(
        min_value=0, label="Days for the answer", help_text="From the day after receipt; 0 takes the promise off again."
    )
    citation = forms.CharField(
        max_length=200, required=False, label="Contract and clause", help_text="For example: services agreement, 9.2."
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the clause of a promise that is attached."""
        data = super().clean() or {}
        if data.get("days") and not data.get("citation"):
            self.add_error("citation", "Name the contract and its clause: the promise is cited by it.")
        return data


def _day(text: str) -> date:
    given = read_received(text)
    return given.date() if isinstance(given, datetime) else given
