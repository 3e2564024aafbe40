"""What an officer says about an arrival in quarantine: open it as, attach it to, discard it because."""

from typing import Any

from django import forms

from cases.words import LABELS, Procedure
from complaints.models import Ground
from desk.choices import offer, place_choices, plain_rights
from desk.forms import text_area
from desk.words import LANGUAGES


class OpenForm(forms.Form):
    """As what an arrival is opened."""

    procedure = forms.ChoiceField(
        choices=[("", "Choose…"), *((p.value, LABELS[p]) for p in (Procedure.RIGHTS_REQUEST, Procedure.COMPLAINT))],
        label="Open as",
    )
    rights = forms.MultipleChoiceField(
        choices=[], widget=forms.CheckboxSelectMultiple, required=False, label="Rights, of a request"
    )
    ground = forms.ChoiceField(
        choices=[("", "Not clear yet"), *Ground.choices], required=False, label="Ground, of a complaint"
    )
    place = forms.ChoiceField(choices=place_choices, required=False, label="Where the person is")
    language = forms.ChoiceField(choices=list(LANGUAGES.items()), label="Language")
    by_agent = forms.BooleanField(required=False, label="Someone writes for the person (an agent)")
    withhold = forms.BooleanField(
        required=False,
        label="Send no acknowledgement yet",
        help_text="Where an answer could go to a machine or a wrong person.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rights"] = offer(self.fields["rights"], plain_rights(), None)

    def clean(self) -> dict[str, Any]:
        """Ask for the rights of a request: an officer knows better than a default."""
        data = super().clean() or {}
        if data.get("procedure") == Procedure.RIGHTS_REQUEST and not data.get("rights"):
            self.add_error("rights", "Choose at least one right that the request invokes.")
        return data


class AttachForm(forms.Form):
    """The case that an arrival belongs to."""

    reference = forms.CharField(max_length=20, label="Reference of the case", help_text="For example CD-7K3M-Q9XT.")

    def clean_reference(self) -> str:
        """Take it as people write it."""
        return str(self.cleaned_data["reference"]).strip().upper()


class DiscardForm(forms.Form):
    """Why an arrival needs no case."""

    reason = forms.CharField(
        max_length=400,
        widget=text_area(3),
        label="Why no case is needed",
        help_text="It stays with the arrival, and so do its bytes.",
    )
