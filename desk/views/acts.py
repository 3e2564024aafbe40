"""The acts that send no letter: assign, note, describe, record an answer, close, end, reopen, finish, take back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.errors import Refused
from cases.lifecycle import LABELS as STATE_LABELS
from cases.lifecycle import State
from cases.models import Case, WorkItem
from cases.places import local_day, today_for
from cases.selectors import active_teams, officers_for
from cases.services.ending import close_unanswered, reopen_with_reason
from cases.services.lateness import explain_lateness, late_since
from cases.services.move import close_case, owes_answer
from cases.services.work import add_note, assign, describe, finish_work_item
from complaints.selectors import open_escalations, open_remedies
from correspondence.acts import record_answer
from correspondence.endings import end
from correspondence.models import Letter
from correspondence.services.outbox import withdraw_letter
from desk.assigning import give, holder
from desk.door import WORK, case_for_staff, page, staff_of
from desk.foresee import foresee, receipt_moves, to_be_told
from desk.forms import (
    AnswerForm,
    AssignForm,
    CaseForm,
    DescribeForm,
    EndForm,
    NoteForm,
    NothingForm,
    ReopenForm,
    UnreachedForm,
)
from desk.lateforms import LateForm, why_late
from desk.views.act import ActPage, PreviewedPage
from desk.views.complaintacts import own_page_of
from desk.words import day

NO_DATE_MOVES = "No date moves."


class AssignPage(ActPage):
    """Give the case to an officer or a team, or back to nobody."""

    title = "Assign"
    button = "Assign"
    form_class = AssignForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        begins = ["The case goes from received to in progress."] if self.case.state == State.RECEIVED else []
        of_team = "A team finds it under “Team”, and under “Unassigned” until one of them takes it."
        return [
            "The officer finds the case under “Mine”, and is told when its dates come near.",
            *([of_team] if active_teams().exists() else []),
            *begins,
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Assign."""
        give(case=self.case, to=data["officer"], by=self.user.actor, now=self.now)
        return f"The case is with {holder(self.case)}." if data["officer"].officer else self._with_nobody()

    def _with_nobody(self) -> str:
        """Say that nobody has it, and of which team."""
        team = self.case.team
        return f"The case is with {team}: nobody of it has it yet." if team else "The case is with nobody now."


@require_POST
@page(WORK)
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the case to who asks, in one click."""
    user = staff_of(request)
    case = case_for_staff(user, reference)
    if not officers_for(case).filter(pk=user.pk).exists():
        messages.error(request, "The case is open to you for a few hours only: the data protection officer gives it.")
        return redirect("admin:case", reference)
    assign(case=case, officer=user, by=user.actor, now=timezone.now())
    messages.success(request, "The case is yours.")
    return redirect("admin:case", reference)


class LatePage(ActPage):
    """Say why an answer is late."""

    title = "Why the answer is late"
    button = "Save the reason"
    form_class = LateForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        due_on = late_since(self.case, self.now)
        was_due = [f"The answer was due on {day(due_on)}."] if due_on else []
        return [*was_due, "Reports count the reason. No letter is sent and no date moves."]

    def do(self, data: dict[str, Any]) -> str:
        """Save it."""
        why = why_late(data)
        if why is None:
            raise Refused("Choose a reason.")
        explain_lateness(case=self.case, why=why, officer=self.user, now=self.now)
        return "The reason is on the file."


class NotePage(ActPage):
    """Write a note."""

    title = "Add a note"
    button = "Add the note"
    form_class = NoteForm

    def do(self, data: dict[str, Any]) -> str:
        """Add it."""
        add_note(case=self.case, text=data["text"], author=self.user, now=self.now)
        return "The note is on the file."


class DescribePage(PreviewedPage):
    """Correct title, place, language and rights."""

    title = "Correct place or rights"
    button = "Save"
    form_class = DescribeForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["Place and rights decide which laws apply: the dates are computed anew. You see them before you save."]

    def foresee(self, data: dict[str, Any]) -> Sequence[str]:
        """Say which dates would move."""
        moves = foresee(case=self.case, deed=lambda case: self._describe(case, data)).moves
        there = local_day(place=data["place"], moment=self.case.received_at)
        receipt = receipt_moves(self.case, place=data["place"], to=there)
        return [*receipt, *(f"{move.words}." for move in moves), *to_be_told(self.case, moves)] or [NO_DATE_MOVES]

    def do(self, data: dict[str, Any]) -> str:
        """Save, and say it where the day of receipt moved."""
        before = self.case.received_on
        self._describe(self.case, data)
        after = self.case.received_on
        moved = f" The day of receipt moved from {day(before)} to {day(after)}." if after != before else ""
        return f"Saved; the dates were computed anew.{moved}"

    def _describe(self, case: Case, data: dict[str, Any]) -> None:
        describe(
            case=case,
            place=data["place"],
            language=data["language"],
            rights=data.get("rights", []),
            title=data["title"],
            by=self.user.actor,
            now=self.now,
        )


class ClarifiedPage(PreviewedPage):
    """Record that the person answered in another way than by a reply that joined the case."""

    title = "Record the answer"
    button = "Record it"
    form_class = AnswerForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["A reply to our letter is recorded by itself. Use this when the answer came another way."]

    def form(self, data: Any = None) -> CaseForm:
        """Offer today."""
        return AnswerForm(data, initial={"on": today_for(self.case, self.now)}, case=self.case, user=self.user)

    def foresee(self, data: dict[str, Any]) -> Sequence[str]:
        """Say which dates would move."""
        moves = foresee(case=self.case, deed=lambda case: self._record(case, data)).moves
        return ["The clock goes on where it was stopped.", *(f"{move.words}." for move in moves)]

    def do(self, data: dict[str, Any]) -> str:
        """Record it."""
        self._record(self.case, data)
        return "The answer is recorded; the clock goes on."

    def _record(self, case: Case, data: dict[str, Any]) -> None:
        record_answer(case=case, on=data["on"], by=self.user.actor, now=self.now)


class ClosePage(ActPage):
    """End work on a decided case."""

    title = "Close the case"
    button = "Close it"

    def form(self, data: Any = None) -> CaseForm:
        """Ask what was done to reach the person, where the answer did not."""
        form_class = UnreachedForm if self._owes() else NothingForm
        return form_class(data, case=self.case, user=self.user)

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        owed = ["The answer has not left, was taken back or did not arrive: after closing nobody is reminded of it."]
        still = [
            f"{what.capitalize()} ({count}). Their dates are watched all the same."
            for count, what in (
                (open_remedies(self.case), "not carried out yet: remedies"),
                (open_escalations(self.case), "not closed yet: files of authorities"),
            )
            if count
        ]
        return [
            *(owed if self._owes() else []),
            *still,
            "The case leaves the queue.",
            "Its file stays, and it can be reopened.",
            "No letter is sent.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Close."""
        if "reason" in data:
            close_unanswered(case=self.case, reason=data["reason"], officer=self.user, now=self.now)
        else:
            close_case(case=self.case, by=self.user.actor, now=self.now)
        return "The case is closed."

    def _owes(self) -> bool:
        return self.case.state == State.DECIDED and owes_answer(self.case)


class EndPage(ActPage):
    """End a case that needs no decision."""

    title = "End without a decision"
    button = "End the case"
    form_class = EndForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            "The duties stop running and the case leaves the queue.",
            "No letter is sent: write one first if the person should hear of it.",
            "The case can be reopened.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        """End it."""
        to = State(data["to"])
        end(case=self.case, to=to, reason=data["reason"], officer=self.user, now=self.now)
        return f"The case is {STATE_LABELS[to].lower()}."


class ReopenPage(ActPage):
    """Bring a decided or ended case back."""

    title = "Reopen the case"
    button = "Reopen it"
    form_class = ReopenForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            "The case goes back to in progress, and its outcome is open again; the decisions made stay on the file.",
            "Duties that were met stay met. No letter is sent.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Reopen it."""
        reopen_with_reason(case=self.case, reason=data["reason"], officer=self.user, now=self.now)
        return "The case is open again."


class FinishPage(ActPage):
    """Say that a work item is done."""

    title = "Finish a work item"
    button = "It is done"
    item: WorkItem

    def enter(self, **kwargs: Any) -> None:
        """Fetch the item of this case."""
        item = WorkItem.objects.filter(pk=kwargs["pk"], case=self.case).first()
        if item is None:
            raise Http404
        self.item = item

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; an item of a remedy or an authority is finished where these are."""
        return own_page_of(self.item.kind, self.item.pk, self.case.reference) or super().get(request, *args, **kwargs)

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [f"“{self.item.title}” leaves the list of open work. The history keeps it."]

    def do(self, data: dict[str, Any]) -> str:
        """Finish it."""
        if own_page_of(self.item.kind, self.item.pk, self.case.reference):
            raise Refused(
                "This belongs to a remedy or to an authority's file. Open it again from the case to finish both."
            )
        finish_work_item(item=self.item, by=self.user.actor, now=self.now)
        return "Done."


class TakeBackPage(ActPage):
    """Take a letter back while it waits to leave."""

    title = "Take the letter back"
    button = "Take it back"
    letter: Letter

    def enter(self, **kwargs: Any) -> None:
        """Fetch the letter of this case."""
        letter = Letter.objects.select_related("case").filter(pk=kwargs["pk"], case=self.case).first()
        if letter is None:
            raise Http404
        self.letter = letter

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            f"“{self.letter.subject}” does not leave. The file keeps its text and says that it was taken back.",
            "What was recorded with it, such as a decision, stays: reopen the case to change that.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Take it back."""
        withdraw_letter(letter=self.letter, by=self.user.actor, now=self.now)
        return "The letter was taken back before it left."
