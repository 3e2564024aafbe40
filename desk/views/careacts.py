"""The acts that take care of a file and send no letter of the officer's: work item, link, correct, hold, release, split."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from cases.errors import Refused
from cases.models import Case
from cases.places import today_for
from cases.services.care import Right, correct, hold, link_cases, release, where_and_when
from cases.services.work import open_work_item
from cases.words import Procedure, Tie
from complaints.models import Ground
from correspondence.identity import Method, confirm_identity
from desk.careforms import CorrectForm, IdentityShownForm, OtherCaseForm, ReasonForm, SplitForm, WorkItemForm
from desk.foresee import foresee, receipt_moves, to_be_told
from desk.forms import CaseForm
from desk.views.act import ActPage, PreviewedPage
from desk.views.acts import NO_DATE_MOVES
from desk.words import day
from intake.services.split import Part, split


class WorkItemPage(ActPage):
    """Add a work item."""

    title = "Add a work item"
    button = "Add it"
    form_class = WorkItemForm

    def form(self, data: Any = None) -> CaseForm:
        """Offer a week from today."""
        initial = {"due_on": today_for(self.case, self.now) + timedelta(days=7)}
        return WorkItemForm(data, initial=initial, case=self.case, user=self.user)

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["Its owner finds it under “Open work items”, and its date is watched."]

    def do(self, data: dict[str, Any]) -> str:
        """Add it."""
        if data["due_on"] < today_for(self.case, self.now):
            raise Refused(f"{day(data['due_on'])} has passed. Give a day that is still to come.")
        open_work_item(
            case=self.case,
            kind="by_officer",
            title=data["title"],
            by=self.user.actor,
            now=self.now,
            due_on=data["due_on"],
            owner=data["owner"],
        )
        return f"{data['owner']} has it until {day(data['due_on'])}."


class LinkPage(ActPage):
    """Link the case to another."""

    title = "Link to another case"
    button = "Link them"
    form_class = OtherCaseForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["Each file shows the other to who may open it. No date moves and no letter is sent."]

    def do(self, data: dict[str, Any]) -> str:
        """Link them."""
        other: Case = data["reference"]
        link_cases(case=self.case, other=other, tie=Tie.RELATED, officer=self.user, now=self.now)
        return f"Linked to {other.reference}."


class CorrectPage(PreviewedPage):
    """Correct what was recorded wrongly."""

    title = "Correct the record"
    button = "Correct it"
    form_class = CorrectForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            "Old and new stay on the file with your reason.",
            "Another place can make it another day of receipt. The dates are computed anew; you see both first.",
        ]

    def foresee(self, data: dict[str, Any]) -> Sequence[str]:
        """Say which dates would move, the day of receipt first."""
        moves = foresee(case=self.case, deed=lambda case: self._correct(case, data)).moves
        said = [*self._receipt(data), *(f"{move.words}." for move in moves), *to_be_told(self.case, moves)]
        return said or [NO_DATE_MOVES]

    def do(self, data: dict[str, Any]) -> str:
        """Correct it, and say it where the day of receipt moved with it."""
        said = self._receipt(data)
        self._correct(self.case, data)
        return " ".join(
            ["Corrected; the dates were computed anew.", *(line.replace(" moves ", " moved ") for line in said)]
        )

    def _receipt(self, data: dict[str, Any]) -> list[str]:
        place, received_on = where_and_when(self.case, self._right(data))
        return receipt_moves(self.case, place=place, to=received_on)

    def _right(self, data: dict[str, Any]) -> Right:
        return CorrectForm(case=self.case, user=self.user).right(data)

    def _correct(self, case: Case, data: dict[str, Any]) -> None:
        correct(case=case, right=self._right(data), reason=data["reason"], officer=self.user, now=self.now)


class HoldPage(ActPage):
    """Keep the file from removal."""

    title = "Legal hold"
    button = "Hold the file"
    form_class = ReasonForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["Nothing of the file can be removed until the hold is released.", "No date moves."]

    def do(self, data: dict[str, Any]) -> str:
        """Hold it."""
        hold(case=self.case, reason=data["reason"], officer=self.user, now=self.now)
        return "The file is held."


class ReleasePage(ActPage):
    """End the hold."""

    title = "Release the hold"
    button = "Release it"
    form_class = ReasonForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["The file may be removed again when its time has come. The hold and both reasons stay recorded."]

    def do(self, data: dict[str, Any]) -> str:
        """Release it."""
        release(case=self.case, reason=data["reason"], officer=self.user, now=self.now)
        return "The hold is released."


class IdentityShownPage(PreviewedPage):
    """Record that the person showed who they are."""

    title = "Identity shown"
    button = "Record it"
    form_class = IdentityShownForm

    def form(self, data: Any = None) -> CaseForm:
        """Offer today."""
        return IdentityShownForm(data, initial={"on": today_for(self.case, self.now)}, case=self.case, user=self.user)

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["The clock goes on where it was stopped.", "Keep no copy of what was shown."]

    def foresee(self, data: dict[str, Any]) -> Sequence[str]:
        """Say which dates would move."""
        moves = foresee(case=self.case, deed=lambda case: self._confirm(case, data)).moves
        return ["The clock goes on where it was stopped.", *(f"{move.words}." for move in moves)]

    def do(self, data: dict[str, Any]) -> str:
        """Record it."""
        self._confirm(self.case, data)
        return "Recorded; the clock goes on."

    def _confirm(self, case: Case, data: dict[str, Any]) -> None:
        confirm_identity(case=case, on=data["on"], method=Method(data["method"]), officer=self.user, now=self.now)


class SplitPage(ActPage):
    """Split one case into two."""

    title = "Split off a second case"
    button = "Open the second case"
    form_class = SplitForm
    made: Case

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        into = SplitForm(case=self.case, user=self.user).into_words
        return [
            f"A {into} is opened beside this case, received on {day(self.case.received_on)} like it, and linked to it.",
            "The first message is put on both files.",
            "Laws and a contract’s promise that were chosen for this case hold for it too.",
            "The person gets the second case’s acknowledgement with its own reference and dates.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Split it."""
        into = SplitForm(case=self.case, user=self.user).into
        part = Part(
            procedure=into,
            words=data["words"],
            rights=tuple(data.get("rights", ())),
            ground=Ground(data["ground"]) if into == Procedure.COMPLAINT else Ground.OTHER,
        )
        self.made = split(case=self.case, part=part, officer=self.user, now=self.now)
        return f"Opened {self.made.reference}, linked to {self.case.reference}."

    def done(self, said: str) -> HttpResponse:
        """Go to the new case."""
        super().done(said)
        return redirect("admin:case", self.made.reference)
