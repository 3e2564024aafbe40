"""The public forms: ask for one's data, complain, and write to us on a case's status page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.words import Procedure
from complaints.models import Ground
from intake.submission import Submission, SubmittedFile
from law.words import Right
from portal import places
from portal.fields import Address, Files, Line, Words, file_name, file_type
from portal.uploads import MEGABYTES, MOST_FILES
from portal.widgets import LongSelect

RIGHTS = [
    (Right.ACCESS.value, _("Get a copy of my data")),
    (Right.RECTIFICATION.value, _("Correct data about me that are wrong")),
    (Right.ERASURE.value, _("Delete my data")),
    (Right.RESTRICTION.value, _("Keep my data, but stop using them for now")),
    (Right.PORTABILITY.value, _("Get my data in a format that I can take to another service")),
    (Right.OBJECTION.value, _("Object to how you use my data, for example for advertising")),
    (Right.HUMAN_REVIEW.value, _("Let a person look at a decision that a computer made about me")),
    (Right.CONSENT_WITHDRAWAL.value, _("Take back a consent that I gave")),
    (Right.OPT_OUT.value, _("Do not sell or share my data")),
    (Right.LIMIT_SENSITIVE.value, _("Limit how you use my sensitive data")),
]
GROUNDS = [
    ("", _("Please choose")),
    (Ground.COLLECTION.value, _("How you collected my data")),
    (Ground.USE.value, _("How you used my data")),
    (Ground.DISCLOSURE.value, _("Whom you gave my data to")),
    (Ground.RETENTION.value, _("How long you kept my data")),
    (Ground.SECURITY.value, _("How you protected my data")),
    (Ground.MARKETING.value, _("Advertising that I did not want")),
    (Ground.ACCURACY.value, _("Wrong data about me")),
    (Ground.REQUEST.value, _("A request that was not answered, or refused")),
    (Ground.CONDUCT.value, _("How your staff treated me")),
    (Ground.OTHER.value, _("Something else")),
]
TEXT_ROWS = {"rows": 8}


def files_field() -> Files:
    """Give the field for files, the same on every form."""
    return Files(
        required=False,
        label=_("Files"),
        help_text=format_lazy(
            _("At most {most} files, {size} MB together. Please send no identity document unless we ask for one."),
            most=MOST_FILES,
            size=MEGABYTES,
        ),
    )


class PublicForm(forms.Form):
    """What all forms share: files, and the field that people do not see."""

    attachments = files_field()
    # Out of sight and out of the tab order; see portal.suspicion for what follows when it is filled in.
    leave_empty = forms.CharField(
        required=False,
        label=_("Please leave this field empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @classmethod
    def refilled(cls, data: QueryDict) -> "PublicForm":
        """Give a fresh form that holds what was typed, unchecked: for a post that could not be taken."""
        fields = cls.base_fields.items()
        return cls(initial={name: field.widget.value_from_datadict(data, {}, name) for name, field in fields})

    @property
    def trap(self) -> str:
        """Give what the unseen field holds."""
        return str(self.cleaned_data["leave_empty"])

    @property
    def words(self) -> str:
        """Give the main text."""
        return str(self.cleaned_data["text"])

    def submitted_files(self) -> list[SubmittedFile]:
        """Give the files with safe names and their bytes."""
        chosen: Sequence[UploadedFile] = self.cleaned_data["attachments"]
        return [SubmittedFile(file_name(f), file_type(f), f.read()) for f in chosen]


class PersonForm(PublicForm):
    """Who writes, how to answer them, and where they live."""

    name = Line(
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    email = Address(
        label=_("Your e-mail address"),
        help_text=_(
            "We send our answer and a private link to this address. If we know you by another one, add it in the text."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter your e-mail address, so that we can answer you.")},
    )
    country = forms.ChoiceField(
        required=False,
        label=_("Country where you live"),
        help_text=_("It decides which law protects you and by when we must answer."),
        choices=places.countries,
        widget=LongSelect(attrs={"autocomplete": "country"}),
        error_messages={"invalid_choice": _("Choose a country from the list, or leave it open.")},
    )
    part = forms.ChoiceField(
        required=False,
        label=_("State or province"),
        help_text=_("Only if your country is in this list. Laws and public holidays can differ there."),
        choices=places.parts,
        widget=LongSelect,
        error_messages={"invalid_choice": _("Choose a state from the list, or leave it open.")},
    )

    applicant = forms.BooleanField(
        required=False,
        label=_("It is about a job that I applied for here"),
        help_text=_("Then only the people of our human resources and our data protection officer read it."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a state of another country than the chosen one."""
        cleaned = dict(super().clean() or {})
        country, part = cleaned.get("country", ""), cleaned.get("part", "")
        if country and part and not part.startswith(f"{country}-"):
            self.add_error(
                "part",
                _("This state is not in the country that you chose. Change one of them, or leave the state open."),
            )
        return cleaned

    @property
    def place(self) -> str:
        """Give the ISO 3166 code of where the person lives, or nothing."""
        return str(self.cleaned_data["part"] or self.cleaned_data["country"])

    def submission(self, *, language: str) -> Submission:
        """Give what the person chose and wrote; `language` is the page's."""
        raise NotImplementedError


class RequestForm(PersonForm):
    """Ask for one's data."""

    rights = forms.MultipleChoiceField(
        required=False,
        label=_("What do you want us to do?"),
        help_text=_("Choose all that apply. If you are not sure, leave this open and tell us in your own words below."),
        choices=RIGHTS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list, or tell us in your own words.")},
    )
    text = Words(
        required=False,
        label=_("Tell us more"),
        help_text=_("For example which data you mean, and how you use our service. That helps us to find your data."),
        widget=forms.Textarea(attrs=TEXT_ROWS),
    )
    by_agent = forms.BooleanField(
        required=False,
        label=_("I am writing for somebody else"),
        help_text=_("Please say for whom in the text, and add a file that shows that you may act for them."),
    )
    field_order = [
        "rights",
        "text",
        "attachments",
        "name",
        "email",
        "by_agent",
        "applicant",
        "country",
        "part",
        "leave_empty",
    ]

    def clean(self) -> dict[str, Any]:
        """Want at least a right or a text."""
        cleaned = super().clean()
        if "rights" in cleaned and "text" in cleaned and not cleaned["rights"] and not cleaned["text"]:
            self.add_error("rights", _("Choose at least one, or tell us in your own words what you want."))
        return cleaned

    def submission(self, *, language: str) -> Submission:
        """Give the rights request."""
        return Submission(
            procedure=Procedure.RIGHTS_REQUEST,
            rights=self.cleaned_data["rights"],
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            text=self.words,
            place=self.place,
            language=language,
            by_agent=self.cleaned_data["by_agent"],
            applicant=self.cleaned_data["applicant"],
            files=self.submitted_files(),
        )


class ComplaintForm(PersonForm):
    """Complain about how personal data were handled."""

    ground = forms.ChoiceField(
        required=False,
        label=_("What is it about?"),
        choices=GROUNDS,
        error_messages={"invalid_choice": _("Choose from the list, or leave it open.")},
    )
    text = Words(
        label=_("What happened?"),
        help_text=_(
            "Tell it in your own words. If you know when it happened, say so. If you write for somebody else, say for whom."
        ),
        widget=forms.Textarea(attrs=TEXT_ROWS),
        error_messages={"required": _("Tell us what happened, in a few words or many.")},
    )
    what_is_asked = Words(
        required=False,
        label=_("What should we do about it?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = [
        "ground", "text", "what_is_asked", "attachments", "name", "email", "applicant", "country", "part", "leave_empty",
    ]  # fmt: skip

    def submission(self, *, language: str) -> Submission:
        """Give the complaint."""
        return Submission(
            procedure=Procedure.COMPLAINT,
            ground=self.cleaned_data["ground"],
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            text=self.words,
            what_is_asked=self.cleaned_data["what_is_asked"],
            place=self.place,
            language=language,
            applicant=self.cleaned_data["applicant"],
            files=self.submitted_files(),
        )


class MessageForm(PublicForm):
    """Write to us about a case, on its status page."""

    text = Words(
        required=False,
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    objects = forms.BooleanField(
        required=False,
        label=_("I do not agree with your answer. Please look at it again."),
        help_text=_(
            "Say below what is wrong or missing. Your case is then looked at anew; you get an e-mail with its reference "
            "and the day by which we answer. It costs nothing, and you can go to an authority or a court at any time."
        ),
    )
    field_order = ["objects", "text", "attachments", "leave_empty"]

    def __init__(self, *args: Any, may_object: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_object:
            del self.fields["objects"]

    @property
    def is_objection(self) -> bool:
        """Tell whether the person does not agree with our answer."""
        return bool(self.cleaned_data.get("objects"))

    def clean(self) -> dict[str, Any]:
        """Want a text or a file."""
        cleaned = dict(super().clean() or {})
        if "text" in cleaned and "attachments" in cleaned and not cleaned["text"] and not cleaned["attachments"]:
            self.add_error("text", ValidationError(_("Write a message, or choose a file."), code="required"))
        return cleaned
