"""The forms of the complaint procedure: what it is about, the plan, a finding, a remedy, an authority's file."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cases.models import Case, User, WorkItem
from cases.places import today_for
from cases.selectors import cases_for_staff, officers_for
from complaints.models import Complaint, Ground
from complaints.plan import steps_for
from complaints.selectors import authorities_for
from complaints.services.investigate import Evidence, due_on, planned_codes
from correspondence.models import Attachment, Message
from desk.choices import offer
from desk.forms import CaseForm, day_field, text_area
from desk.templatetags.desk import day

REFERENCE_HELP = "For example CD-7K3M-Q9XT."


def other_case(form: CaseForm, name: str = "reference") -> Case | None:
    """Give the case whose reference was typed, if this member of staff may open it. Raises ValidationError."""
    written = str(form.cleaned_data.get(name, "")).strip().upper()
    if not written:
        return None
    found = cases_for_staff(form.user).filter(reference=written).first()
    if found is None:
        raise forms.ValidationError("There is no such case. Check the reference.")
    return found


class ComplaintForm(CaseForm):
    """What the complaint is about."""

    ground = forms.ChoiceField(
        choices=Ground.choices, label="Ground", help_text="It decides which plan of investigation is offered."
    )
    what_is_asked = forms.CharField(
        required=False,
        widget=text_area(4),
        label="What the person asks for",
        help_text="In their words where they said it.",
    )
    reference = forms.CharField(
        required=False,
        max_length=20,
        label="About the case",
        help_text=f"Where it is about how we dealt with a request: its reference. {REFERENCE_HELP}",
    )
    about: Case | None
    may_open_about: bool

    def prepare(self) -> None:
        """Show what the file says now."""
        complaint = Complaint.objects.get(case=self.case)
        self.fields["ground"].initial = complaint.ground
        self.fields["what_is_asked"].initial = complaint.what_is_asked
        self.about = self.case.about
        may_open = cases_for_staff(self.user)
        self.may_open_about = self.about is not None and may_open.filter(pk=self.about.pk).exists()
        self.fields["reference"].initial = self.about.reference if self.about and self.may_open_about else ""

    def clean_reference(self) -> Case | None:
        """Find the case; one that is closed to who writes stands in no field, and an empty one does not take it off."""
        return other_case(self) or (None if self.may_open_about else self.about)


class PlanForm(CaseForm):
    """Which steps of the plan become work items."""

    steps = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label="Steps of the investigation",
        help_text="Untick what this complaint does not need. Steps that are on the file already are not shown.",
    )

    def __init__(self, *args: Any, now: Any, **kwargs: Any) -> None:
        self.now = now
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        """Offer the steps of the ground that are not on the file yet, each with its day."""
        known = planned_codes(self.case)
        ground = Complaint.objects.values_list("ground", flat=True).get(case=self.case)
        steps = [step for step in steps_for(ground) if step.code not in known]
        choices = [
            (step.code, f"{step.title} (by {day(due_on(case=self.case, step=step, now=self.now))})") for step in steps
        ]
        self.fields["steps"] = offer(self.fields["steps"], choices, [step.code for step in steps])


class FindingForm(CaseForm):
    """One question, what was found, and what shows it."""

    asked = forms.CharField(widget=text_area(2), label="What was asked", help_text="One question for each finding.")
    found = forms.CharField(
        widget=text_area(4), label="What was found", help_text="It is put into the answer, where you can change it."
    )
    shown_by = forms.ChoiceField(
        required=False, label="What shows it", help_text="A message, a file or a work item of this case."
    )

    def prepare(self) -> None:
        """Offer what is on the file."""
        shown_by = self.fields["shown_by"]
        offer(
            shown_by, [("", "Nothing on the file"), *_messages(self.case), *_files(self.case), *_items(self.case)], ""
        )

    def evidence(self) -> Evidence:
        """Give what was chosen, of this case only."""
        kind, _, pk = str(self.cleaned_data["shown_by"]).partition("-")
        if not pk:
            return Evidence()
        if kind == "message":
            return Evidence(message=Message.objects.get(case=self.case, pk=pk))
        if kind == "file":
            return Evidence(attachment=Attachment.objects.get(message__case=self.case, pk=pk))
        return Evidence(work_item=WorkItem.objects.get(case=self.case, pk=pk))


def _messages(case: Case) -> list[tuple[str, str]]:
    rows = Message.objects.filter(case=case).values_list("pk", "received_at", "subject")
    return [(f"message-{pk}", f"Message of {day(at)}{': ' + subject if subject else ''}") for pk, at, subject in rows]


def _files(case: Case) -> list[tuple[str, str]]:
    rows = Attachment.objects.filter(message__case=case).values_list("pk", "name")
    return [(f"file-{pk}", f"File: {name}") for pk, name in rows]


def _items(case: Case) -> list[tuple[str, str]]:
    rows = WorkItem.objects.filter(case=case).values_list("pk", "title")
    return [(f"item-{pk}", f"Work item: {title}") for pk, title in rows]


class RemedyForm(CaseForm):
    """What is put right, by whom and by when."""

    what = forms.CharField(
        widget=text_area(3), label="What is put right", help_text="It is put into the answer: plain words, no names."
    )
    owner = forms.ModelChoiceField(queryset=User.objects.none(), empty_label=None, label="Who does it")
    due_on = day_field("By when")

    def prepare(self) -> None:
        """Offer the officers, the case's first; two weeks from today as a beginning."""
        field = self.fields["owner"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = officers_for(self.case)
        field.initial = self.case.officer_id or self.user.pk


class DoneForm(CaseForm):
    """On which day something was done, and how."""

    on = day_field("The day on which it was done")
    how = forms.CharField(
        required=False, widget=text_area(3), label="What was done", help_text="For the file; the person is not told it."
    )


class EscalationForm(CaseForm):
    """What an authority wrote."""

    authority = forms.CharField(max_length=200, label="Authority")
    reference = forms.CharField(required=False, max_length=100, label="Its own reference")
    email = forms.EmailField(
        required=False,
        label="Its mail address",
        help_text="With it a letter can be written to the authority, and its answers join this case.",
    )
    received_on = day_field("The day on which its letter came")
    answer_by = day_field("The day by which it wants our answer")

    def prepare(self) -> None:
        """Say which authorities the case's laws name."""
        named = authorities_for(self.case.regimes, on=today_for(self.case, timezone.now()))
        self.fields["authority"].help_text = f"The laws of this case name: {'; '.join(named)}." if named else ""


class ResultForm(CaseForm):
    """How an authority closed its file."""

    on = day_field("The day on which it was closed")
    result = forms.CharField(widget=text_area(4), label="Result", help_text="What the authority decided, in short.")


def in_two_weeks(case: Case, now: Any) -> date:
    """Give the day with which a remedy's form begins."""
    return today_for(case, now) + timedelta(days=14)
