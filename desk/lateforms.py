"""The fields that ask why an answer is late: in the acts that answer, on their own, and for many cases at once."""

from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError

from cases.services.lateness import WhyLate
from cases.words import LateReason, choices
from desk.forms import CaseForm, text_area

WHY_LATE = "Why the answer is late"


class _HasData(Protocol):
    cleaned_data: dict[str, Any]


def reason_field() -> forms.ChoiceField:
    """Give the field for the reason."""
    return forms.ChoiceField(
        choices=[("", "Choose…"), *choices(LateReason)],
        label="The reason",
        help_text="Reports count the reasons, so that what delays answers can be mended. The person does not read it.",
    )


def words_field() -> forms.CharField:
    """Give the field for words about it."""
    return forms.CharField(
        widget=text_area(2),
        required=False,
        max_length=500,
        label="In a few words",
        help_text="It stays on the file as a note. No names and nothing about the person, please.",
    )


def checked_words(form: _HasData) -> str:
    """Give the words about the reason. Raises ValidationError where none of the list fits and nothing is said."""
    words = str(form.cleaned_data["late_words"]).strip()
    if form.cleaned_data.get("late_reason") == LateReason.OTHER and not words:
        raise ValidationError("Say in a few words what else it was: no reason of the list fits.")
    return words


def why_late(data: dict[str, Any]) -> WhyLate | None:
    """Give the reason that was chosen, or nothing where none was asked for."""
    if not data.get("late_reason"):
        return None
    return WhyLate(LateReason(data["late_reason"]), data.get("late_words", ""))


class AnswersLate(CaseForm):
    """A form that answers a case, and may ask why that comes late."""

    def ask_why_late(self) -> None:
        """Ask for the reason and words about it."""
        self.fields["late_reason"], self.fields["late_words"] = reason_field(), words_field()

    def late_group(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give the two fields together where they are asked for."""
        asked = [self[name] for name in ("late_reason", "late_words") if name in self.fields]
        return [(WHY_LATE, asked)] if asked else []

    def clean_late_words(self) -> str:
        """Hold the words to the reason."""
        return checked_words(self)


class LateForm(AnswersLate):
    """Why the answer of a case is late, before it leaves or after."""

    def prepare(self) -> None:
        """Show the reason that stands on the file."""
        self.ask_why_late()
        self.fields["late_reason"].initial = self.case.late_reason
