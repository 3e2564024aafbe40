"""The acts that send a letter: acknowledge, ask, extend, write, decide."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404

from cases.models import Case, Party
from cases.places import today_for
from cases.services.clock import mark_clock
from cases.words import LABELS, Outcome
from complaints.services import decide as complaint
from correspondence import acts
from correspondence.letters import Draft, draft
from desk.foresee import DateMove, date_moves
from desk.forms import AskForm, CaseForm, DecideComplaintForm, DecideRequestForm, ExtendForm, WriteForm
from desk.views.act import ActPage, LetterPage
from desk.words import day
from dsar.services import decide as request
from law.words import Duty, MarkName


def undo_words() -> str:
    """Say how long a letter can be taken back."""
    seconds = round(settings.UNDO_WINDOW.total_seconds())
    if not seconds:
        return "It leaves at once."
    return f"It leaves after {seconds} seconds; until then you can take it back."


class SendingPage(LetterPage):
    """A letter act, which says to whom the letter goes."""

    def foresee(self, data: dict[str, Any]) -> Sequence[str]:
        """Say who gets the letter and what else follows."""
        to = self.addressee(data).email
        leaves = f"The letter goes to {to}. {undo_words()}" if to else "There is no mail address to send the letter to."
        return [leaves, *self.further(data)]

    def addressee(self, data: dict[str, Any]) -> Party:
        """Give who gets the letter."""
        return acts.opener_of(self.case)

    def further(self, data: dict[str, Any]) -> Sequence[str]:
        """Say what follows beside the letter."""
        return []

    def moved_by(self, mark: MarkName) -> list[DateMove]:
        """Give the dates that a mark of today would move."""
        today = today_for(self.case, self.now)

        def deed(case: Case) -> None:
            mark_clock(case=case, mark=mark, on=today, by=self.user.actor, now=self.now)

        return date_moves(case=self.case, deed=deed)


class AcknowledgePage(ActPage):
    """Send an acknowledgement that was withheld."""

    title = "Send the acknowledgement"
    button = "Send it"

    def follows(self) -> Sequence[str]:
        """Say what will happen, with the letter itself: it is made again, unchanged, when it is sent."""
        to = acts.opener_of(self.case).email
        leaves = f"The letter below goes to {to}. {undo_words()}"
        return [leaves if to else "There is no mail address to send the letter to."]

    def show_form(self, form: CaseForm, *, status: int = 200, **context: Any) -> Any:
        """Show the letter as it would leave; looking at it issues no link."""
        with transaction.atomic():
            letter = draft(name="acknowledgement", case=self.case, party=acts.opener_of(self.case), now=self.now)
            transaction.set_rollback(True)
        return super().show_form(form, status=status, fixed_letter=letter, **context)

    def do(self, data: dict[str, Any]) -> str:
        """Send it."""
        acts.send_acknowledgement_by_hand(case=self.case, by=self.user.actor, now=self.now)
        return "The acknowledgement is in the outbox."


class AskPage(SendingPage):
    """Ask the person something."""

    title = "Ask the person"
    slug = "ask"
    form_class = AskForm
    send_button = "Send the question"

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            "You see the letter next and can change it.",
            "The clock stops where the law says so, when it has left.",
        ]

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the letter with the question."""
        return acts.clarification_draft(case=self.case, question=data["question"], now=self.now)

    def further(self, data: dict[str, Any]) -> Sequence[str]:
        """Say what the question does to the clock."""
        moves = self.moved_by(MarkName.CLARIFICATION_REQUESTED)
        said = [f"If it leaves today: {move.words} at the earliest." for move in moves]
        return [*said, "A reply to the letter joins this case and lets the clock go on."]

    def send(self, data: dict[str, Any], letter: Draft, key: str) -> str:
        """Send it."""
        acts.ask_clarification(case=self.case, letter=letter, key=key, by=self.user.actor, now=self.now)
        return f"The question is in the outbox. {undo_words()}"


class ExtendPage(SendingPage):
    """Announce an extension with its reason."""

    title = "Extend"
    slug = "extend"
    form_class = ExtendForm
    send_button = "Send the notice"

    def follows(self) -> Sequence[str]:
        """Say until when it can be said, or that no law allows it."""
        last_day = acts.last_day_to_extend(self.case)
        if last_day is None:
            return ["No law that applies to this case allows an extension now."]
        return [f"The notice must leave by {day(last_day)}.", "You see the letter next and can change it."]

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the notice with the new date."""
        return acts.extension_draft(
            case=self.case, reason=data["reason"], extended_to=self._extended_to(), now=self.now
        )

    def further(self, data: dict[str, Any]) -> Sequence[str]:
        """Say which dates move."""
        return [f"When it has left: {move.words}." for move in self.moved_by(MarkName.EXTENDED)]

    def send(self, data: dict[str, Any], letter: Draft, key: str) -> str:
        """Send it."""
        acts.extend(case=self.case, letter=letter, key=key, by=self.user.actor, now=self.now)
        return f"The notice is in the outbox; the date moves when it has left. {undo_words()}"

    def _extended_to(self) -> date | None:
        answers = [move.new for move in self.moved_by(MarkName.EXTENDED) if move.code == Duty.RESPOND and move.new]
        return min(answers, default=None)


class WritePage(SendingPage):
    """Write a letter of one's own."""

    title = "Write a letter"
    slug = "write"
    form_class = WriteForm
    send_button = "Send the letter"

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["You write the letter next.", "It meets no duty: to answer the request or complaint, decide it."]

    def addressee(self, data: dict[str, Any]) -> Party:
        """Give the party that was chosen."""
        party: Party = data["party"]
        return party

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the frame of a letter."""
        return acts.free_draft(case=self.case, party=data["party"], now=self.now)

    def send(self, data: dict[str, Any], letter: Draft, key: str) -> str:
        """Send it."""
        acts.write_letter(case=self.case, party=data["party"], letter=letter, key=key, by=self.user.actor, now=self.now)
        return f"The letter is in the outbox. {undo_words()}"


class DecidePage(SendingPage):
    """Decide a rights request or a complaint, and answer."""

    title = "Decide and answer"
    slug = "decide"
    send_button = "Decide and send the answer"

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["You see the answer next and can change it.", "Nothing is decided before you send it."]

    def form(self, data: Any = None) -> CaseForm:
        """Ask what this procedure decides."""
        form_class = DecideComplaintForm if self._is_complaint() else DecideRequestForm
        return form_class(data, case=self.case, user=self.user)

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the answer."""
        if self._is_complaint():
            return complaint.answer_draft(case=self.case, finding=_finding(data), now=self.now)
        decisions = self._decisions(data)
        request.check(case=self.case, decisions=decisions)
        return request.response_draft(case=self.case, decisions=decisions, now=self.now)

    def further(self, data: dict[str, Any]) -> Sequence[str]:
        """Say what is decided and which duty it meets."""
        outcome = self._overall(data)
        return [
            f"The case is decided: {LABELS[outcome].lower()}.",
            "The duty to respond is met on the day on which the answer has left.",
        ]

    def send(self, data: dict[str, Any], letter: Draft, key: str) -> str:
        """Decide and send."""
        if self._is_complaint():
            complaint.decide(
                case=self.case, finding=_finding(data), letter=letter, key=key, officer=self.user, now=self.now
            )
        else:
            request.decide(
                case=self.case,
                decisions=self._decisions(data),
                letter=letter,
                key=key,
                officer=self.user,
                now=self.now,
            )
        return f"Decided; the answer is in the outbox. {undo_words()}"

    def _is_complaint(self) -> bool:
        if hasattr(self.case, "complaint"):
            return True
        if hasattr(self.case, "rights_request"):
            return False
        raise Http404

    def _decisions(self, data: dict[str, Any]) -> list[request.RightDecision]:
        return [
            request.RightDecision(
                right=right.right,
                outcome=Outcome(data[f"outcome_{right.right}"]),
                citation=data[f"citation_{right.right}"],
                reasons=data[f"reasons_{right.right}"],
            )
            for right in self.case.rights.all()
        ]

    def _overall(self, data: dict[str, Any]) -> Outcome:
        if self._is_complaint():
            return Outcome(data["outcome"])
        return request.overall([decision.outcome for decision in self._decisions(data)])


def _finding(data: dict[str, Any]) -> complaint.Result:
    return complaint.Result(outcome=Outcome(data["outcome"]), established=data["established"], remedy=data["remedy"])
