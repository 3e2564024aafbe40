"""The acts of the complaint procedure: what it is about, the plan, findings, remedies, and what an authority takes up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases.places import today_for
from complaints.models import Complaint, Escalation, Finding, Ground, Remedy
from complaints.services.describe import describe_complaint
from complaints.services.escalate import Lodged, answer_authority, close_escalation, escalate
from complaints.services.investigate import plan_investigation, record_finding, take_back_finding
from complaints.services.remedies import carry_out, set_remedy
from desk.complaintforms import (
    ComplaintForm,
    DoneForm,
    EscalationForm,
    FindingForm,
    PlanForm,
    RemedyForm,
    ResultForm,
    in_two_weeks,
)
from desk.forms import CaseForm
from desk.views.act import ActPage
from desk.words import day


class ComplaintPage(ActPage):
    """An act on a case that is a complaint; on another it does not exist (404)."""

    def enter(self, **kwargs: Any) -> None:
        """Fetch the complaint. Raises Http404."""
        if not Complaint.objects.filter(case=self.case).exists():
            raise Http404


class GroundPage(ComplaintPage):
    """Say what the complaint is about."""

    title = "Ground and wish"
    button = "Save"
    form_class = ComplaintForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["No date moves and no letter is sent.", "The two files are linked where you name the case it is about."]

    def do(self, data: dict[str, Any]) -> str:
        """Save."""
        describe_complaint(
            case=self.case,
            ground=Ground(data["ground"]),
            what_is_asked=data["what_is_asked"],
            about=data["reference"],
            officer=self.user,
            now=self.now,
        )
        return "Saved."


class PlanPage(ComplaintPage):
    """Choose the steps of the investigation."""

    title = "Plan the investigation"
    button = "Open these work items"

    def form(self, data: Any = None) -> CaseForm:
        """Offer the ground's steps."""
        return PlanForm(data, case=self.case, user=self.user, now=self.now)

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        ground = Complaint.objects.get(case=self.case).get_ground_display()
        return [
            f"The plan is the one for “{ground}”. Change the ground first if it is another.",
            "Each step becomes a work item of the case’s officer, no later than the answer is due.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Open them."""
        items = plan_investigation(case=self.case, codes=set(data["steps"]), officer=self.user, now=self.now)
        return f"{len(items)} work item{'' if len(items) == 1 else 's'} opened."


class FindingPage(ComplaintPage):
    """Record a finding."""

    title = "Record a finding"
    button = "Record it"
    form_class = FindingForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["It stands on the file, and in the draft of the answer."]

    def form(self, data: Any = None) -> CaseForm:
        """Keep the form at hand: it knows what was chosen as evidence."""
        self.asked = FindingForm(data, case=self.case, user=self.user)
        return self.asked

    def do(self, data: dict[str, Any]) -> str:
        """Record it."""
        record_finding(
            case=self.case,
            asked=data["asked"],
            found=data["found"],
            evidence=self.asked.evidence(),
            officer=self.user,
            now=self.now,
        )
        return "The finding is on the file."


class FindingBackPage(ActPage):
    """Take a finding back."""

    title = "Take the finding back"
    button = "Take it back"
    finding: Finding

    def enter(self, **kwargs: Any) -> None:
        """Fetch the finding of this case."""
        found = Finding.objects.select_related("complaint__case").filter(
            pk=kwargs["pk"], complaint__case=self.case, taken_back_at__isnull=True
        )
        finding = found.first()
        if finding is None:
            raise Http404
        self.finding = finding

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            f"“{self.finding.asked}” no longer stands on the file or in the answer. The table of findings keeps it."
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Take it back."""
        take_back_finding(finding=self.finding, officer=self.user, now=self.now)
        return "The finding was taken back."


class RemedyPage(ComplaintPage):
    """Decide on a remedy."""

    title = "Add a remedy"
    button = "Add it"
    form_class = RemedyForm

    def form(self, data: Any = None) -> CaseForm:
        """Begin with two weeks from today."""
        initial = {"due_on": in_two_weeks(self.case, self.now)}
        return RemedyForm(data, initial=initial, case=self.case, user=self.user)

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["Its owner gets a work item with this date.", "The answer names it, if it is not sent yet."]

    def do(self, data: dict[str, Any]) -> str:
        """Add it."""
        set_remedy(
            case=self.case,
            what=data["what"],
            owner=data["owner"],
            due_on=data["due_on"],
            officer=self.user,
            now=self.now,
        )
        return f"The remedy is on the file; {data['owner']} has it until {day(data['due_on'])}."


class TodayPage(ActPage):
    """An act that asks on which day something happened, and offers today."""

    def form(self, data: Any = None) -> CaseForm:
        """Offer today."""
        today: date = today_for(self.case, self.now)
        return self.form_class(data, initial={"on": today}, case=self.case, user=self.user)


class RemedyDonePage(TodayPage):
    """Say that a remedy was carried out."""

    title = "Carried out"
    button = "It is done"
    form_class = DoneForm
    remedy: Remedy

    def enter(self, **kwargs: Any) -> None:
        """Fetch the remedy of this case."""
        found = Remedy.objects.select_related("complaint__case", "work_item").filter(
            pk=kwargs["pk"], complaint__case=self.case
        )
        remedy = found.first()
        if remedy is None:
            raise Http404
        self.remedy = remedy

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [f"“{self.remedy.what}” is done, and its work item with it. No letter is sent."]

    def do(self, data: dict[str, Any]) -> str:
        """Say it."""
        carry_out(remedy=self.remedy, on=data["on"], how=data["how"], officer=self.user, now=self.now)
        return "The remedy is carried out."


class EscalatePage(ActPage):
    """Put an authority's file on the case."""

    title = "An authority takes it up"
    button = "Put it on the file"
    form_class = EscalationForm

    def form(self, data: Any = None) -> CaseForm:
        """Offer today as the day on which its letter came."""
        initial = {"received_on": today_for(self.case, self.now)}
        return EscalationForm(data, initial=initial, case=self.case, user=self.user)

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            "The authority’s date stands on the file and on a work item, beside the dates of the case, which do not move.",
            "Enter its letter itself under “Enter a letter or call”, as one of the authority on this case.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Put it there."""
        lodged = Lodged(
            authority=data["authority"],
            received_on=data["received_on"],
            answer_by=data["answer_by"],
            reference=data["reference"],
            email=data["email"],
        )
        escalate(case=self.case, lodged=lodged, officer=self.user, now=self.now)
        return f"The authority is to be answered by {day(data['answer_by'])}."


class EscalationPage(TodayPage):
    """An act on an authority's file."""

    escalation: Escalation

    def enter(self, **kwargs: Any) -> None:
        """Fetch the authority's file of this case."""
        found = Escalation.objects.select_related("case", "work_item").filter(pk=kwargs["pk"], case=self.case).first()
        if found is None:
            raise Http404
        self.escalation = found


class AuthorityAnsweredPage(EscalationPage):
    """Say that the authority was answered."""

    title = "The authority was answered"
    button = "It was answered"
    form_class = DoneForm

    def form(self, data: Any = None) -> CaseForm:
        """Ask for the day only: the answer itself is a letter on the file."""
        form = super().form(data)
        del form.fields["how"]
        form.fields["on"].label = "The day on which our answer left"
        return form

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [f"The date that {self.escalation.authority} set is met, and its work item done."]

    def do(self, data: dict[str, Any]) -> str:
        """Say it."""
        answer_authority(escalation=self.escalation, on=data["on"], officer=self.user, now=self.now)
        return "The authority was answered."


class EscalationClosedPage(EscalationPage):
    """Close an authority's file."""

    title = "The authority closed its file"
    button = "Close it"
    form_class = ResultForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["The result stands on the file. The case itself stays as it is: reopen it if it must be decided anew."]

    def do(self, data: dict[str, Any]) -> str:
        """Close it."""
        close_escalation(
            escalation=self.escalation, on=data["on"], result=data["result"], officer=self.user, now=self.now
        )
        return "The authority’s file is closed."


def own_page_of(kind: str, item_pk: int, reference: str) -> HttpResponse | None:
    """Lead from a work item of a remedy or an authority to the page that finishes both; nothing for another kind."""
    if kind == "remedy":
        remedy = Remedy.objects.filter(work_item=item_pk, done_on__isnull=True).first()
        return redirect(reverse("admin:remedy_done", args=[reference, remedy.pk])) if remedy else None
    if kind == "escalation":
        file = Escalation.objects.filter(work_item=item_pk, answered_on__isnull=True).first()
        return redirect(reverse("admin:authority_answered", args=[reference, file.pk])) if file else None
    return None
