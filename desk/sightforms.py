"""The forms of who may see a case, and of opening a closed one in need."""

import re

from django import forms

from cases.models import User
from cases.services.register import ALPHABET
from cases.services.sight import SHORTEST_REASON, Sight, sight_of
from cases.sight import RESTRICTED, WORK
from cases.words import Audience, choices
from desk.forms import CaseForm, text_area

WRITTEN = re.compile(f"\\ACD-?([{ALPHABET}]{{4}})-?([{ALPHABET}]{{4}})\\Z")


class SightForm(CaseForm):
    """Whose work the case is, whether it is restricted, and whom of the staff it concerns."""

    audience = forms.ChoiceField(
        choices=choices(Audience),
        widget=forms.RadioSelect,
        label="Who wrote",
        help_text="An applicant’s case is the work of human resources; other officers do not see it.",
    )
    restricted = forms.BooleanField(
        required=False,
        label="Restricted: the data protection officer only",
        help_text="For a complaint about a colleague, or what few should know.",
    )
    concerned = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Members of staff whom it concerns",
        help_text="Name a colleague who is complained about, or who wrote it. For them the case does not exist.",
    )

    def prepare(self) -> None:
        """Show how it is now; whom it concerns can be anybody who works on cases."""
        now = sight_of(self.case)
        able = User.objects.with_perm(WORK, include_superusers=False).filter(is_active=True, is_staff=True)
        people = able | User.objects.filter(pk__in=now.concerned)
        field = self.fields["concerned"]
        if isinstance(field, forms.MultipleChoiceField):
            ordered = people.distinct().order_by("first_name", "last_name", "username")
            field.choices = [(str(person.pk), str(person)) for person in ordered]
        self.initial = {
            "audience": now.audience,
            "restricted": now.restricted,
            "concerned": [str(pk) for pk in now.concerned],
        }
        self.may_loosen = self.user.has_perm(RESTRICTED)

    def sight(self) -> Sight:
        """Give what was chosen."""
        data = self.cleaned_data
        return Sight(Audience(data["audience"]), data["restricted"], frozenset(int(pk) for pk in data["concerned"]))


class BreakGlassForm(forms.Form):
    """Which closed case, and why it cannot wait."""

    reference = forms.CharField(max_length=20, label="Reference", help_text="Such as CD-7K3M-Q9XT.")
    reason = forms.CharField(
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=text_area(4),
        label="Why it cannot wait for the data protection officer",
        help_text="It stands on the file, and the data protection officer reads it today.",
    )

    def clean_reference(self) -> str:
        """Read the reference as it may be written."""
        written = WRITTEN.match(str(self.cleaned_data["reference"]).upper().replace(" ", ""))
        if written is None:
            raise forms.ValidationError("A reference looks like CD-7K3M-Q9XT. Check it.")
        return f"CD-{written[1]}-{written[2]}"
