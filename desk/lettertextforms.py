"""The form of a letter's text: what it says, from when, why; and with which case its preview is made."""

from datetime import date
from typing import Any

from django import forms

from cases.models import Case, User
from cases.selectors import cases_for_staff
from correspondence.services.lettertexts import clean_text
from desk.door import WORK
from desk.forms import day_field, text_area

LONGEST = 60_000


class LetterTextForm(forms.Form):
    """A text as somebody wants it."""

    subject = forms.CharField(
        max_length=500,
        label="Subject",
        error_messages={
            "required": "The subject is empty. Say in a few words what the letter is, with {{ reference }}."
        },
        help_text="It travels unprotected: the reference and the organisation's name are all it may hold.",
    )
    body = forms.CharField(
        max_length=LONGEST,
        strip=False,
        widget=text_area(26),
        label="Letter",
        error_messages={"required": "The letter is empty. Write what the person should read."},
        help_text="Plain text. An empty line parts paragraphs; a short line that ends with a colon becomes a heading.",
    )
    why = forms.CharField(
        max_length=300,
        label="Why it is changed",
        error_messages={"required": "Say why it is changed: whoever reads the history must understand it."},
    )
    from_day = day_field("In force from", help_text="Letters that are made before this day keep the text of before.")
    case = forms.CharField(
        max_length=20,
        required=False,
        label="Preview with the case",
        help_text="The reference of a case that you may open, such as CD-7K3M-Q9XT. Else an example is shown.",
    )
    based_on = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name in ("subject", "body"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": "auto", "spellcheck": "true"}
        if not user.has_perm(WORK):
            del self.fields["case"]

    def clean_body(self) -> str:
        """Give the text with one kind of line end."""
        return clean_text(self.cleaned_data["body"])

    def clean_case(self) -> Case | None:
        """Find the case, among those that this member of staff may open."""
        reference = str(self.cleaned_data["case"]).strip().upper()
        if not reference:
            return None
        found = cases_for_staff(self.user).filter(reference=reference).first()
        if found is None:
            raise forms.ValidationError("There is no such case, or you may not open it. Leave it empty for an example.")
        return found

    def refuse(self, sentence: str) -> None:
        """Put a sentence of a check beside the field that it is about."""
        self.add_error("subject" if sentence.startswith(("In the subject", "The subject")) else "body", sentence)


def start(*, subject: str, body: str, why: str, from_day: date, based_on: int) -> dict[str, Any]:
    """Give what the form begins with."""
    return {"subject": subject, "body": body, "why": why, "from_day": from_day, "based_on": based_on}
