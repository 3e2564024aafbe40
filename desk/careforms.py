"""The forms that take care of a file: a work item, a link, a correction, a hold, a split, an ending with a letter, identity."""

from typing import Any

from django import forms

from cases.models import Case, User
from cases.selectors import officers_for
from cases.services.care import Right
from cases.words import LABELS, Procedure
from complaints.models import Ground
from correspondence.identity import METHODS
from desk.choices import offer, place_choices, plain_rights
from desk.complaintforms import REFERENCE_HELP, other_case
from desk.forms import CaseForm, day_field, text_area
from desk.words import LANGUAGES


class WorkItemForm(CaseForm):
    """What is to be done, by whom and by when."""

    title = forms.CharField(max_length=200, label="What is to be done")
    owner = forms.ModelChoiceField(queryset=User.objects.none(), empty_label=None, label="Who does it")
    due_on = day_field("By when")

    def prepare(self) -> None:
        """Offer the officers who may open the case, its own first."""
        field = self.fields["owner"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = officers_for(self.case)
        field.initial = self.case.officer_id or self.user.pk


class OtherCaseForm(CaseForm):
    """Which other case is meant."""

    reference = forms.CharField(max_length=20, label="Reference of the other case", help_text=REFERENCE_HELP)

    def clean_reference(self) -> Case | None:
        """Find the case."""
        return other_case(self)


class MergeForm(OtherCaseForm):
    """Which case is kept."""

    def prepare(self) -> None:
        """Name what the reference is of."""
        self.fields["reference"].label = "Reference of the case that is kept"


class CorrectForm(CaseForm):
    """What was recorded wrongly, and how one knows."""

    received_on = day_field("The day on which it reached us")
    place = forms.ChoiceField(required=False, label="Where the person is")
    language = forms.ChoiceField(label="Language")
    name = forms.CharField(required=False, max_length=200, label="Name of who opened the case")
    reason = forms.CharField(
        widget=text_area(3), label="How you know", help_text="For example: the date of receipt stamped on the envelope."
    )

    def prepare(self) -> None:
        """Show what is recorded now."""
        opener = self.case.parties.filter(opened_case=True).first()
        languages = {**LANGUAGES, self.case.language: LANGUAGES.get(self.case.language, self.case.language)}
        self.fields["received_on"].initial = self.case.received_on
        offer(self.fields["place"], place_choices(self.case.place), self.case.place)
        offer(self.fields["language"], list(languages.items()), self.case.language)
        self.fields["name"].initial = opener.name if opener else ""

    def right(self, data: dict[str, Any]) -> Right:
        """Give what is right."""
        return Right(
            received_on=data["received_on"], place=data["place"], language=data["language"], name=data["name"].strip()
        )


class ReasonForm(CaseForm):
    """A reason, for the file."""

    reason = forms.CharField(widget=text_area(4), label="Why", help_text="It stays on the file.")


class TransferForm(CaseForm):
    """Whose the matter is."""

    whose = forms.CharField(max_length=200, label="Whose matter it is", help_text="The person is told this name.")
    contact = forms.CharField(
        required=False, widget=text_area(2), label="How to reach them", help_text="Address or page, for the letter."
    )
    reason = forms.CharField(widget=text_area(3), label="Why it is not ours", help_text="For the file only.")


class IdentityForm(CaseForm):
    """What the person is asked to show."""

    wanted = forms.CharField(
        widget=text_area(4),
        label="What we need",
        help_text="The least that makes you sure (Art. 12(6) GDPR). Ask for no copy of an identity card where an answer "
        "from the account or a fact that only they know is enough.",
    )


class IdentityShownForm(CaseForm):
    """On which day and how the person showed who they are."""

    on = day_field("The day on which it was shown")
    method = forms.ChoiceField(choices=list(METHODS.items()), widget=forms.RadioSelect, label="How")


class SplitForm(CaseForm):
    """What is split off."""

    words = forms.CharField(
        widget=text_area(5),
        label="What the new case is about",
        help_text="The part of the message that says it. The whole message is put on both files.",
    )
    rights = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="Rights that the request invokes")
    ground = forms.ChoiceField(choices=Ground.choices, label="Ground of the complaint")

    def prepare(self) -> None:
        """Ask for what the other procedure needs."""
        if self.into == Procedure.COMPLAINT:
            del self.fields["rights"]
            offer(self.fields["ground"], Ground.choices, Ground.OTHER)
        else:
            del self.fields["ground"]
            offer(self.fields["rights"], plain_rights(), [])

    @property
    def into(self) -> Procedure:
        """Give the procedure of the new case."""
        asks = self.case.procedure == Procedure.RIGHTS_REQUEST
        return Procedure.COMPLAINT if asks else Procedure.RIGHTS_REQUEST

    @property
    def into_words(self) -> str:
        """Name the procedure of the new case."""
        return LABELS[self.into].lower()
