"""The short forms of the acts: what an officer chooses and writes, checked for shape; rules are the services'."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.lifecycle import LABELS as STATE_LABELS
from cases.models import Case, Party, User
from cases.selectors import officers_for
from cases.services.ending import ENDINGS
from cases.services.extending import Room
from cases.words import Procedure
from correspondence.models import Letter
from correspondence.services.post import UNREACHED, last_postal_address
from desk.assigning import AssigneeField
from desk.choices import offer, place_choices, plain_rights, said
from desk.words import LANGUAGES


def text_area(rows: int) -> forms.Textarea:
    """Give a field for a longer text."""
    return forms.Textarea(attrs={"rows": rows})


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """Give a field for a day, with the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


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
        return [(str(field.label), said(field)) for field in self.visible_fields() if said(field)]


class AssignForm(CaseForm):
    """Who gets the case."""

    officer = AssigneeField(required=False, nobody="Nobody: back to “Unassigned”")

    def prepare(self) -> None:
        """Offer the officers who may open this case, and the teams."""
        field = self.fields["officer"]
        if isinstance(field, AssigneeField):
            field.offer(officers_for(self.case))
        field.initial = self.case.officer_id or self.user.pk


class NoteForm(CaseForm):
    """A remark for staff."""

    text = forms.CharField(
        widget=text_area(6), label="Note", help_text="Only staff read it; the person may ask for a copy."
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
        self.fields["place"] = offer(self.fields["place"], place_choices(self.case.place), self.case.place)
        languages = list(
            {**LANGUAGES, self.case.language: LANGUAGES.get(self.case.language, self.case.language)}.items()
        )
        self.fields["language"] = offer(self.fields["language"], languages, self.case.language)
        self.fields["title"].initial = self.case.title
        if self.case.procedure != Procedure.RIGHTS_REQUEST:
            del self.fields["rights"]
            return
        rights = list(self.case.rights.values_list("right", flat=True))
        self.fields["rights"] = offer(self.fields["rights"], plain_rights(), rights)


class AskForm(CaseForm):
    """What the person is asked."""

    question = forms.CharField(
        widget=text_area(5),
        label="Your question",
        help_text="Ask only what you need to answer. It becomes part of a letter that you can change before it goes.",
    )


class ExtendForm(CaseForm):
    """Why more time is needed, and where the case has several rights, for which of those that may take longer."""

    rights = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="Rights that take longer", help_text="The letter says which."
    )
    reason = forms.CharField(
        widget=text_area(4),
        label="Why more time is needed",
        help_text="Complexity or number of requests, in words that the person understands.",
    )

    def __init__(self, *args: Any, rooms: Sequence[Room] = (), **kwargs: Any) -> None:
        self.rooms = rooms
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        """Offer the rights that may take longer, all of them chosen at first."""
        able = [room.right for room in self.rooms if room.refusal is None]
        if len(self.rooms) < 2 or not able:
            del self.fields["rights"]
        else:
            offer(self.fields["rights"], [pair for pair in plain_rights() if pair[0] in able], able)


class AnswerForm(CaseForm):
    """When the person's answer came."""

    on = day_field("The day on which the answer came")


class AddresseeField(forms.ModelChoiceField):
    """A party, named with address and role."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the party."""
        address = f"<{obj.email}>" if obj.email else "by post"
        return (
            f"{obj.name} {address}, {obj.get_role_display().lower()}"
            if obj.name
            else str(obj.email or f"{obj}, by post")
        )


class WriteForm(CaseForm):
    """To whom a letter goes."""

    party = AddresseeField(queryset=Party.objects.none(), empty_label=None, label="To")

    def prepare(self) -> None:
        """Offer the parties: who has no mail address is written to by post."""
        field = self.fields["party"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Party.objects.filter(case=self.case)
            field.initial = field.queryset.first()


class NothingForm(CaseForm):
    """An act that asks nothing but "are you sure"."""


class EndForm(CaseForm):
    """How and why the case ends without a decision."""

    to = forms.ChoiceField(
        choices=[(state.value, STATE_LABELS[state]) for state in ENDINGS], widget=forms.RadioSelect, label="How it ends"
    )
    reason = forms.CharField(widget=text_area(4), label="Why", help_text="It stays on the file as a note.")


class ReopenForm(CaseForm):
    """Why the case comes back."""

    reason = forms.CharField(
        widget=text_area(4), label="Why it is reopened", help_text="It stays on the file as a note."
    )


def postal_address_field() -> forms.CharField:
    """Give the field for where a letter is posted to."""
    return forms.CharField(
        widget=text_area(4),
        required=False,
        max_length=500,
        label="Name and postal address",
        help_text="Printed above the letter. Leave it empty where the letter is handed over.",
    )


class PostalForm(CaseForm):
    """Where a letter is posted to, where the person has no mail address."""

    postal_address = postal_address_field()


class PostedForm(CaseForm):
    """When a letter was posted."""

    on = forms.DateField(
        label="The day on which it was posted",
        help_text="The day on which it was given to the post, or handed over.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PostInsteadForm(CaseForm):
    """A letter that did not arrive by mail, before it is printed."""

    postal_address = postal_address_field()
    subject = forms.CharField(max_length=200, label="Subject", widget=forms.TextInput(attrs={"size": 80}))
    body = forms.CharField(
        widget=text_area(22),
        strip=False,
        label="Letter",
        help_text="It was written as a mail: change what speaks of answering this e-mail.",
    )


class UnreachedForm(CaseForm):
    """Why a case is closed whose answer did not reach the person."""

    reason = forms.CharField(
        widget=text_area(4), label="What was done to reach the person", help_text="It stays on the file as a note."
    )


class PauseForm(forms.Form):
    """Why sending is paused."""

    reason = forms.CharField(
        max_length=200, label="Why sending is paused", help_text="Whoever finds it so must know when it may go on."
    )


class LetterForm(forms.Form):
    """A letter before it goes: the officer has the last word on its text, and on the way where mail did not arrive."""

    by_post = forms.BooleanField(
        required=False,
        label="Print it and send it by post",
        help_text="A letter to this mail address did not arrive.",
    )
    postal_address = postal_address_field()
    subject = forms.CharField(
        max_length=200,
        label="Subject",
        help_text="It travels unprotected: no personal data in it.",
        widget=forms.TextInput(attrs={"size": 80}),
    )
    body = forms.CharField(widget=text_area(22), strip=False, label="Letter")
    version = forms.IntegerField(min_value=0, max_value=10**6, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, to: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unreached = Letter.objects.filter(party=to, state__in=UNREACHED).exists()
        if not to.email or not unreached:
            del self.fields["by_post"]
        if to.email and not unreached:
            del self.fields["postal_address"]
            return
        self.fields["postal_address"].initial = last_postal_address(to)
        if not to.email:
            self.fields["subject"].help_text = "It stands above the letter."

    def clean_subject(self) -> str:
        """Keep the subject on one line."""
        return " ".join(str(self.cleaned_data["subject"]).split())

    def clean_version(self) -> int:
        """Give the version of the text that was read and changed here; 0 is the shipped one."""
        return self.cleaned_data["version"] or 0
