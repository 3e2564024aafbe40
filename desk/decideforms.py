"""The forms that decide: an outcome for each right of a request, or what a complaint's investigation established."""

from django import forms

from cases.words import LABELS
from complaints.models import OUTCOMES as COMPLAINT_OUTCOMES
from desk.choices import said
from desk.forms import day_field, text_area
from desk.lateforms import AnswersLate
from dsar.models import OUTCOMES as REQUEST_OUTCOMES


class RefusalField(forms.CharField):
    """A text that a refusal needs, whole or in part; the service says so when it is missing."""

    optional_words = "needed to refuse, whole or in part"


class DecideRequestForm(AnswersLate):
    """An outcome for each right that the request invokes."""

    def prepare(self) -> None:
        """Ask for outcome, article and reasons of each right."""
        self.rights = [(right.right, right.get_right_display()) for right in self.case.rights.all()]
        for right, _ in self.rights:
            outcomes = [("", "Choose…"), *((outcome.value, LABELS[outcome]) for outcome in REQUEST_OUTCOMES)]
            self.fields[f"outcome_{right}"] = forms.ChoiceField(choices=outcomes, label="Outcome")
            self.fields[f"citation_{right}"] = RefusalField(
                max_length=200,
                required=False,
                label="Article relied on",
                help_text="For example GDPR Art. 15(4).",
            )
            self.fields[f"reasons_{right}"] = RefusalField(
                required=False,
                widget=text_area(4),
                label="Reasons",
                help_text="The person reads them in the answer.",
            )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give the fields of each right together, and last why it is late."""
        of_rights = [
            (name, [self[f"{what}_{right}"] for what in ("outcome", "citation", "reasons")])
            for right, name in self.rights
        ]
        return [*of_rights, *self.late_group()]

    def said(self) -> list[tuple[str, str]]:
        """Give what was decided on each right."""
        return [
            (f"{name}: {str(field.label).lower()}", said(field))
            for name, fields in self.groups()
            for field in fields
            if said(field)
        ]


class DecideComplaintForm(AnswersLate):
    """What the investigation established."""

    outcome = forms.ChoiceField(
        choices=[("", "Choose…"), *((o.value, LABELS[o]) for o in COMPLAINT_OUTCOMES)], label="Outcome"
    )
    established = forms.CharField(
        widget=text_area(6),
        label="What was established",
        help_text="And why that leads to the outcome. The person reads it in the answer, after the findings.",
    )
    remedy = forms.CharField(
        widget=text_area(4),
        required=False,
        label="What is put right",
        help_text="A remedy of the case’s officer. Leave empty where nothing is, or where the file has it already.",
    )
    remedy_by = day_field("By when it is put right", required=False)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give the result, the remedy with its day, and last why it is late."""
        remedy = ("Remedy", [self["remedy"], self["remedy_by"]])
        return [("", [self["outcome"], self["established"]]), remedy, *self.late_group()]
