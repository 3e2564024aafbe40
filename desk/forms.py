"""The short forms of the acts: what an officer chooses and writes, checked for shape; rules are the services'."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.lifecycle import LABELS as STATE_LABELS
from cases.models import Case, Party, User
from cases.models.case import RIGHTS
from cases.selectors import officers_for
from cases.services.ending import ENDINGS
from cases.words import LABELS, Outcome, Procedure
from complaints.models import OUTCOMES as COMPLAINT_OUTCOMES
from complaints.models import Ground
from desk.words import LANGUAGES, place_name
from dsar.models import OUTCOMES as REQUEST_OUTCOMES
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


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def place_choices(current: str = "") -> list[tuple[str, Any]]:
    """Give every place that the law room knows, countries first, for a select; a current one that is not listed too."""
    countries = sorted(((code, Place(code).name()) for code in COUNTRIES), key=lambda pair: pair[1])
    parts = sorted(((code, Place.parse(code).name()) for code in SUBDIVISIONS), key=lambda pair: pair[1])
    listed = not current or current in COUNTRIES or current in SUBDIVISIONS
    now = [] if listed else [(current, place_name(current))]
    return [("", "Not known"), *now, ("Countries", countries), ("Parts of countries", parts)]


class CaseForm(forms.Form):
    """A form about one case, for one member of staff."""

    required_css_class = "required"
    error_css_class = "with-errors"

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the case."""

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give the fields as they are shown: groups, each with its legend ("" for none)."""
        return [("", list(self.visible_fields()))]

    def said(self) -> list[tuple[str, str]]:
        """Give what was typed and chosen, for reading beside a letter."""
        return [(str(field.label), _said(field)) for field in self.visible_fields() if _said(field)]


class AssignForm(CaseForm):
    """Who gets the case."""

    officer = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody: back to “Unassigned”",
        label="Officer",
    )

    def prepare(self) -> None:
        """Offer the officers who may open this case."""
        field = self.fields["officer"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = officers_for(self.case)
        field.initial = self.case.officer_id or self.user.pk


class NoteForm(CaseForm):
    """A remark for staff."""

    text = forms.CharField(
        widget=_area(6), label="Note", help_text="Only staff read it; the person may ask for a copy."
    )


class DescribeForm(CaseForm):
    """What the case is about, where the person is, and which rights are invoked."""

    title = forms.CharField(max_length=200, required=False, label="What it is about", help_text="For officers only.")
    place = forms.ChoiceField(
        required=False,
        label="Where the person is",
        help_text="Decides which laws apply and in which calendar days are counted.",
    )
    language = forms.ChoiceField(
        label="Language", help_text="Letters are written in it where we have it, else in our first language."
    )
    rights = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, required=False, label="Rights that the request invokes"
    )

    def prepare(self) -> None:
        """Show what the file says now."""
        self.fields["place"] = _choice(self.fields["place"], place_choices(self.case.place), self.case.place)
        languages = list(
            {**LANGUAGES, self.case.language: LANGUAGES.get(self.case.language, self.case.language)}.items()
        )
        self.fields["language"] = _choice(self.fields["language"], languages, self.case.language)
        self.fields["title"].initial = self.case.title
        if self.case.procedure != Procedure.RIGHTS_REQUEST:
            del self.fields["rights"]
            return
        rights = list(self.case.rights.values_list("right", flat=True))
        self.fields["rights"] = _choice(self.fields["rights"], _plain_rights(), rights)


class AskForm(CaseForm):
    """What the person is asked."""

    question = forms.CharField(
        widget=_area(5),
        label="Your question",
        help_text="Ask only what you need to answer. It becomes part of a letter that you can change before it goes.",
    )


class ExtendForm(CaseForm):
    """Why more time is needed."""

    reason = forms.CharField(
        widget=_area(4),
        label="Why more time is needed",
        help_text="Complexity or number of requests, in words that the person understands.",
    )


class AnswerForm(CaseForm):
    """When the person's answer came."""

    on = forms.DateField(
        label="The day on which the answer came", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class AddresseeField(forms.ModelChoiceField):
    """A party, named with address and role."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the party."""
        return f"{obj} <{obj.email}>, {obj.get_role_display().lower()}" if obj.name else str(obj.email)


class WriteForm(CaseForm):
    """To whom a letter goes."""

    party = AddresseeField(queryset=Party.objects.none(), empty_label=None, label="To")

    def prepare(self) -> None:
        """Offer the parties that have an address."""
        field = self.fields["party"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Party.objects.filter(case=self.case).exclude(email="")
            field.initial = field.queryset.first()


class DecideRequestForm(CaseForm):
    """An outcome for each right that the request invokes."""

    def prepare(self) -> None:
        """Ask for outcome, article and reasons of each right."""
        self.rights = [(right.right, right.get_right_display()) for right in self.case.rights.all()]
        for right, _ in self.rights:
            outcomes = [("", "Choose…"), *_outcomes(REQUEST_OUTCOMES)]
            self.fields[f"outcome_{right}"] = forms.ChoiceField(choices=outcomes, label="Outcome")
            self.fields[f"citation_{right}"] = forms.CharField(
                max_length=200,
                required=False,
                label="Article relied on, if anything is refused",
                help_text="Needed to refuse, whole or in part. Example: GDPR Art. 15(4).",
            )
            self.fields[f"reasons_{right}"] = forms.CharField(
                required=False,
                widget=_area(4),
                label="Reasons, if anything is refused",
                help_text="The person reads them in the answer.",
            )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give the fields of each right together."""
        return [
            (name, [self[f"{what}_{right}"] for what in ("outcome", "citation", "reasons")])
            for right, name in self.rights
        ]

    def said(self) -> list[tuple[str, str]]:
        """Give what was decided on each right."""
        return [
            (f"{name}: {str(field.label).lower()}", _said(field))
            for name, fields in self.groups()
            for field in fields
            if _said(field)
        ]


class DecideComplaintForm(CaseForm):
    """What the investigation established."""

    outcome = forms.ChoiceField(
        choices=[("", "Choose…"), *((o.value, LABELS[o]) for o in COMPLAINT_OUTCOMES)], label="Outcome"
    )
    established = forms.CharField(
        widget=_area(6), label="What was established", help_text="The person reads it in the answer."
    )
    remedy = forms.CharField(
        widget=_area(4),
        required=False,
        label="What is put right",
        help_text="Leave empty where nothing is to be put right.",
    )


class NothingForm(CaseForm):
    """An act that asks nothing but "are you sure"."""


class EndForm(CaseForm):
    """How and why the case ends without a decision."""

    to = forms.ChoiceField(
        choices=[(state.value, STATE_LABELS[state]) for state in ENDINGS], widget=forms.RadioSelect, label="How it ends"
    )
    reason = forms.CharField(widget=_area(4), label="Why", help_text="It stays on the file as a note.")


class ReopenForm(CaseForm):
    """Why the case comes back."""

    reason = forms.CharField(widget=_area(4), label="Why it is reopened", help_text="It stays on the file as a note.")


class LetterForm(forms.Form):
    """A letter before it goes: the officer has the last word on its text."""

    subject = forms.CharField(
        max_length=200,
        label="Subject",
        help_text="It travels unprotected: no personal data in it.",
        widget=forms.TextInput(attrs={"size": 80}),
    )
    body = forms.CharField(widget=_area(22), strip=False, label="Letter")

    def clean_subject(self) -> str:
        """Keep the subject on one line."""
        return " ".join(str(self.cleaned_data["subject"]).split())


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
        self.fields["rights"] = _choice(self.fields["rights"], _plain_rights(), None)

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
        widget=_area(3),
        label="Why no case is needed",
        help_text="It stays with the arrival, and so do its bytes.",
    )


def _choice(field: forms.Field, choices: Sequence[Any], initial: Any) -> forms.Field:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
    field.initial = initial
    return field


def _plain_rights() -> list[tuple[str, str]]:
    return [(value, PLAIN_RIGHTS.get(Right(value), label)) for value, label in REQUESTABLE]


def _said(field: forms.BoundField) -> str:
    value = field.value()
    chosen = value if isinstance(value, list) else [value]
    choices = getattr(field.field, "choices", None)
    if choices is None or isinstance(field.field, forms.ModelChoiceField):
        return "" if value in (None, "") else str(value)
    names = {str(code): str(name) for code, name in _flat(choices)}
    return ", ".join(names.get(str(one), str(one)) for one in chosen if one not in (None, ""))


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    return [pair for code, name in choices for pair in (name if isinstance(name, list) else [(code, name)])]


def _outcomes(outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.value, LABELS[outcome]) for outcome in outcomes]
