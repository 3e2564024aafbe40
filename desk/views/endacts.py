"""The acts whose letter ends or stops something: withdrawal, duplicate, transfer, and asking who the person is."""

from collections.abc import Sequence
from typing import Any

from correspondence import endings
from correspondence.identity import ask_identity, identity_draft
from correspondence.letters import Draft
from desk.careforms import IdentityForm, MergeForm, ReasonForm, TransferForm
from desk.views.letteracts import AskingPage, SendingPage
from law.words import MarkName

ENDS = "The duties stop running and the case leaves the queue. It can be reopened."


class EndingPage(SendingPage):
    """An act that ends the case with a letter."""

    def further(self, data: dict[str, Any]) -> Sequence[str]:
        """Say that the case ends."""
        return [ENDS]


class WithdrawnPage(EndingPage):
    """End a case that the person withdrew, and confirm it."""

    title = "Confirm a withdrawal"
    slug = "withdrawn"
    form_class = ReasonForm
    send_button = "End the case and confirm it"
    sent = "The case is withdrawn; its confirmation is in the outbox."

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["Only for what the person withdrew themselves: say below how they said so.", ENDS]

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the letter."""
        return endings.withdrawal_draft(case=self.case, now=self.now)

    def deed(self, data: dict[str, Any], letter: Draft, key: str) -> None:
        """End and send."""
        endings.confirm_withdrawal(
            case=self.case, reason=data["reason"], letter=letter, key=key, officer=self.user, now=self.now
        )


class MergePage(EndingPage):
    """End a duplicate and point to the case that is kept."""

    title = "Merge a duplicate"
    slug = "merge"
    form_class = MergeForm
    send_button = "Merge and tell the person"
    sent = "Merged; the letter is in the outbox."

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            "This case ends as a duplicate of the other, which must be the older one and of the same address.",
            "Its messages stay here, one click from the kept case.",
        ]

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the letter."""
        return endings.merge_draft(case=self.case, kept=data["reference"], now=self.now)

    def further(self, data: dict[str, Any]) -> Sequence[str]:
        """Say where work goes on, and that the case ends."""
        return [f"Work goes on under {data['reference'].reference}.", *super().further(data)]

    def deed(self, data: dict[str, Any], letter: Draft, key: str) -> None:
        """Merge and send."""
        endings.merge_duplicate(
            case=self.case, kept=data["reference"], letter=letter, key=key, officer=self.user, now=self.now
        )


class TransferPage(EndingPage):
    """End a case that is somebody else's, and say whose."""

    title = "Pass on what is not ours"
    slug = "transfer"
    form_class = TransferForm
    send_button = "End the case and tell the person"
    sent = "The case is out of scope; the letter is in the outbox."

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["The person is told to whom to turn; nothing of theirs is passed on by this.", ENDS]

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the letter."""
        return endings.transfer_draft(case=self.case, whose=data["whose"], contact=data["contact"], now=self.now)

    def deed(self, data: dict[str, Any], letter: Draft, key: str) -> None:
        """End and send."""
        endings.transfer(
            case=self.case,
            whose=data["whose"],
            reason=data["reason"],
            letter=letter,
            key=key,
            officer=self.user,
            now=self.now,
        )


class IdentityPage(AskingPage):
    """Ask the person to show who they are."""

    title = "Ask who the person is"
    slug = "identity"
    form_class = IdentityForm
    send_button = "Send the request"
    sent = "The request is in the outbox."
    mark = MarkName.IDENTITY_REQUESTED
    asks = "this"

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            "Only where you have reasonable doubts about who asks.",
            "You see the letter next and can change it.",
            "The clock stops where the law says so, when it has left.",
        ]

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the letter."""
        return identity_draft(case=self.case, wanted=data["wanted"], now=self.now)

    def deed(self, data: dict[str, Any], letter: Draft, key: str) -> None:
        """Send it."""
        ask_identity(case=self.case, letter=letter, key=key, officer=self.user, now=self.now)
