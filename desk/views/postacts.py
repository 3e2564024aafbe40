"""The acts on letters by post: posted on a day, come back, and posted instead of a mail that did not arrive."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404

from cases.places import today_for
from correspondence.letters import Draft
from correspondence.models import Letter
from correspondence.services.post import (
    can_be_posted_instead,
    last_postal_address,
    post_instead,
    record_posting,
    record_return,
    written_on,
)
from desk.forms import CaseForm, PostedForm, PostInsteadForm
from desk.views.act import ActPage
from desk.views.letters import closed_to
from desk.words import day


class LetterOfCasePage(ActPage):
    """An act on one letter of the case."""

    letter: Letter

    def enter(self, **kwargs: Any) -> None:
        """Fetch the letter of this case."""
        letter = Letter.objects.select_related("case", "party").filter(pk=kwargs["pk"], case=self.case).first()
        if letter is None:
            raise Http404
        self.letter = letter


class PostedPage(LetterOfCasePage):
    """Record the day on which a printed letter was posted."""

    title = "Record the posting"
    button = "It was posted"

    def form(self, data: Any = None) -> CaseForm:
        """Offer today."""
        return PostedForm(data, initial={"on": today_for(self.case, self.now)}, case=self.case, user=self.user)

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            f"“{self.letter.subject}” was written on {day(written_on(self.letter))}; it cannot have been posted before.",
            "What the letter does, such as answering, counts from the posting day.",
            "It can no longer be taken back. If the post brings it back, record that too.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Record it."""
        record_posting(letter=self.letter, on=data["on"], by=self.user.actor, now=self.now)
        return f"The letter was posted on {day(data['on'])}."


class ReturnedPage(LetterOfCasePage):
    """Record that a posted letter came back undelivered."""

    title = "The letter came back"
    button = "It came back"

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return [
            f"“{self.letter.subject}” counts as not arrived: what it did on the clock is undone, and its duty is owed again.",
            "You get a work item to reach the person another way.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Record it."""
        record_return(letter=self.letter, by=self.user.actor, now=self.now)
        return "The letter did not arrive; what it did is undone."


class PostInsteadPage(LetterOfCasePage):
    """Print and post a letter whose mail did not arrive."""

    title = "Send it by post"
    button = "Make the letter"

    def enter(self, **kwargs: Any) -> None:
        """Fetch a letter that may be posted instead."""
        super().enter(**kwargs)
        if not can_be_posted_instead(self.letter) or closed_to(self.user, self.letter):
            raise Http404

    def form(self, data: Any = None) -> CaseForm:
        """Show the letter as it was, to be changed for the post."""
        letter = self.letter
        address = last_postal_address(letter.party)
        initial = {"subject": letter.subject, "body": letter.body, "postal_address": address}
        return PostInsteadForm(data, initial=initial, case=self.case, user=self.user)

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        meets = ["It meets the same duty, on the posting day that you record."] if self.letter.meets_duty else []
        return ["The letter waits under the letters of this case to be printed and posted.", *meets]

    def do(self, data: dict[str, Any]) -> str:
        """Make it."""
        kept = self.letter
        address = data["postal_address"]
        text = Draft(kept.name, kept.language, data["subject"], data["body"], True, address, kept.version)
        post_instead(letter=self.letter, text=text, by=self.user.actor, now=self.now)
        return "The letter is made: print it, post it, and record the day."
