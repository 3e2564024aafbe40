"""The acts that send a letter: acknowledge, ask, extend, write."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import transaction

from cases.models import Case, Party
from cases.places import today_for
from cases.services.clock import mark_clock
from cases.services.extending import Room, room_to_extend
from correspondence import acts
from correspondence.letters import Draft, draft
from correspondence.services.post import last_postal_address
from desk.foresee import DateMove, Foreseen, foresee
from desk.forms import AskForm, CaseForm, ExtendForm, PostalForm, WriteForm
from desk.views.act import ActPage, LetterPage
from desk.words import day, spoken
from law.words import Duty, MarkName

TO_BE_POSTED = "The letter is to be printed and posted: it counts from the posting day that you record."


def undo_words() -> str:
    """Say how long a letter can be taken back."""
    seconds = round(settings.UNDO_WINDOW.total_seconds())
    if not seconds:
        return "It leaves at once."
    return f"It leaves after {seconds} seconds; until then you can take it back."


def leaves_words(to: str) -> str:
    """Say to whom a letter goes and how, or that it is made to be posted."""
    return f"The letter goes to {to}. {undo_words()}" if to else f"There is no mail address. {TO_BE_POSTED}"


class SendingPage(LetterPage):
    """A letter act, which says to whom the letter goes; `sent` is what it says when the letter is in the outbox."""

    sent = ""

    def deed(self, data: dict[str, Any], letter: Draft, key: str) -> None:
        """Call the service that queues the letter. Raises Refused."""
        raise NotImplementedError

    def send(self, data: dict[str, Any], letter: Draft, key: str) -> str:
        """Do the deed, and say how its letter leaves."""
        self.deed(data, letter, key)
        return f"{self.sent} {self.outbox_words(data, letter)}"

    def foresee(self, data: dict[str, Any]) -> Sequence[str]:
        """Say who gets the letter and what else follows."""
        return [leaves_words(self.addressee(data).email), *self.further(data)]

    def outbox_words(self, data: dict[str, Any], letter: Draft) -> str:
        """Say how the letter leaves, once it is in the outbox."""
        return TO_BE_POSTED if letter.by_post or not self.addressee(data).email else undo_words()

    def further(self, data: dict[str, Any]) -> Sequence[str]:
        """Say what follows beside the letter."""
        return []

    def foreseen(self, mark: MarkName, *, rights: Sequence[str] | None = None) -> Foreseen:
        """Give what a mark of today on these rights, by default on all, would do to the dates."""
        today = today_for(self.case, self.now)

        def deed(case: Case) -> None:
            mark_clock(case=case, mark=mark, on=today, by=self.user.actor, now=self.now, rights=rights)

        return foresee(case=self.case, deed=deed)


class AskingPage(SendingPage):
    """A letter that asks the person for something, which may stop the clock."""

    mark: MarkName
    asks = "a question"

    def further(self, data: dict[str, Any]) -> Sequence[str]:
        """Say what asking does to the clock."""
        foreseen = self.foreseen(self.mark)
        laws = ", ".join(foreseen.stopped_by)
        stops = (
            f"The clock stops under {laws}." if laws else f"No law that applies here stops the clock for {self.asks}."
        )
        return [stops, *(f"If it leaves today: {move.words}." for move in foreseen.moves)]


class AcknowledgePage(ActPage):
    """Send an acknowledgement that was withheld."""

    title = "Send the acknowledgement"
    button = "Send it"

    def follows(self) -> Sequence[str]:
        """Say what will happen, with the letter itself: it is made again, unchanged, when it is sent."""
        return [leaves_words(acts.opener_of(self.case).email)]

    def form(self, data: Any = None) -> CaseForm:
        """Ask where the letter is posted to, where there is no mail address."""
        opener = acts.opener_of(self.case)
        if opener.email:
            return super().form(data)
        initial = {"postal_address": last_postal_address(opener)}
        return PostalForm(data, initial=initial, case=self.case, user=self.user)

    def show_form(self, form: CaseForm, *, status: int = 200, **context: Any) -> Any:
        """Show the letter as it would leave; looking at it issues no link."""
        with transaction.atomic():
            letter = draft(name="acknowledgement", case=self.case, party=acts.opener_of(self.case), now=self.now)
            transaction.set_rollback(True)
        return super().show_form(form, status=status, fixed_letter=letter, **context)

    def do(self, data: dict[str, Any]) -> str:
        """Send it."""
        address = data.get("postal_address", "")
        sent = acts.send_acknowledgement_by_hand(
            case=self.case, by=self.user.actor, now=self.now, postal_address=address
        )
        return f"The acknowledgement is in the outbox.{f' {TO_BE_POSTED}' if sent.by_post else ''}"


class AskPage(AskingPage):
    """Ask the person something."""

    title = "Ask the person"
    slug = "ask"
    form_class = AskForm
    send_button = "Send the question"
    sent = "The question is in the outbox."
    mark = MarkName.CLARIFICATION_REQUESTED

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
        """Say what the question does to the clock, and that an answer joins the case."""
        return [*super().further(data), "A reply to the letter joins this case and counts as the answer."]

    def deed(self, data: dict[str, Any], letter: Draft, key: str) -> None:
        """Send it."""
        acts.ask_clarification(case=self.case, letter=letter, key=key, by=self.user.actor, now=self.now)


class ExtendPage(SendingPage):
    """Announce an extension with its reason."""

    title = "Extend"
    slug = "extend"
    form_class = ExtendForm
    send_button = "Send the notice"
    sent = "The notice is in the outbox; the date moves when it has left."

    @cached_property
    def rooms(self) -> list[Room]:
        """Give what the law room says today of each right."""
        return room_to_extend(case=self.case, on=today_for(self.case, self.now))

    def form(self, data: Any = None) -> CaseForm:
        """Offer the rights that may take longer."""
        return ExtendForm(data, rooms=self.rooms, case=self.case, user=self.user)

    def follows(self) -> Sequence[str]:
        """Say of each right until when it can be said, or why it cannot be extended."""
        words = [self._words(room) for room in self.rooms]
        if all(room.refusal for room in self.rooms):
            return list(dict.fromkeys(words))
        return [*dict.fromkeys(words), "You see the letter next and can change it."]

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the notice with the new date."""
        return acts.extension_draft(
            case=self.case,
            reason=data["reason"],
            extended_to=self._extended_to(data),
            rights=data.get("rights"),
            now=self.now,
        )

    def further(self, data: dict[str, Any]) -> Sequence[str]:
        """Say which dates move."""
        return [f"When it has left: {move.words}." for move in self._moves(data)]

    def deed(self, data: dict[str, Any], letter: Draft, key: str) -> None:
        """Send it."""
        acts.extend(case=self.case, letter=letter, key=key, rights=data.get("rights"), by=self.user.actor, now=self.now)

    def _words(self, room: Room) -> str:
        if room.refusal is not None:
            said = str(room.refusal)
        elif room.last_day is None:
            said = (
                "The notice can leave while the clock stands still for the person, and for as long as the law takes it."
            )
        else:
            said = f"The notice must leave by {day(room.last_day)}."
        return f"{spoken(room.right).capitalize()}: {said}" if len(self.rooms) > 1 else said

    def _moves(self, data: dict[str, Any]) -> Sequence[DateMove]:
        able = [room.right for room in self.rooms if room.refusal is None]
        return self.foreseen(MarkName.EXTENDED, rights=data.get("rights", able)).moves

    def _extended_to(self, data: dict[str, Any]) -> date | None:
        """Give the new day, unless it rests on figures that nobody has confirmed: such a day is told to nobody outside."""
        days = [move.told for move in self._moves(data) if move.code == Duty.RESPOND and move.told]
        return min(days, default=None)


class WritePage(SendingPage):
    """Write a letter of one's own."""

    title = "Write a letter"
    slug = "write"
    form_class = WriteForm
    send_button = "Send the letter"
    sent = "The letter is in the outbox."

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

    def deed(self, data: dict[str, Any], letter: Draft, key: str) -> None:
        """Send it."""
        acts.write_letter(case=self.case, party=data["party"], letter=letter, key=key, by=self.user.actor, now=self.now)
