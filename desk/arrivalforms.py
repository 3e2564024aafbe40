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
        choices=[
            ("", "Choose…"),
            *((p.value, LABELS[p]) for p in (Procedure.RIGHTS_REQUEST, Procedure.COMPLAINT, Procedure.APPEAL)),
        ],
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
    asker_email = forms.EmailField(
        required=False,
        label="Who asks, if not the sender: address",
        help_text="Where somebody passed a mail on. The acknowledgement goes there.",
    )
    asker_name = forms.CharField(max_length=200, required=False, label="Who asks, if not the sender: name")
    by_agent = forms.BooleanField(required=False, label="Someone writes for the person (an agent)")
    withhold = forms.BooleanField(
        required=False,
        label="Send no acknowledgement yet",
        help_text="Where an answer could go to a machine or a wrong person.",
    )
    learn = forms.BooleanField(
        required=False,
        label="Fill this form in like this for further mail of this sender",
        help_text="A rule that everybody can read and end; an officer still opens each case.",
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

    reference = forms.CharField(
        max_length=200,
        label="Reference of the case",
        help_text="For example CD-7K3M-Q9XT; several, parted by spaces, where it is about several.",
    )

    def clean_reference(self) -> list[str]:
        """Take them as people write them, each once."""
        written = str(self.cleaned_data["reference"]).upper().replace(",", " ").split()
        return list(dict.fromkeys(written))


class DiscardForm(forms.Form):
    """Why an arrival needs no case."""

    reason = forms.CharField(
        max_length=400,
        widget=text_area(3),
        label="Why no case is needed",
        help_text="It stays with the arrival, and so do its bytes.",
    )
    learn = forms.BooleanField(
        required=False,
        label="From now on discard further mail of this sender that says nothing of data",
        help_text="A rule that everybody can read and end. What reads like a request or complaint still waits here.",
    )
