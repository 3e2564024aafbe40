"""The act that ends the investigation: decide a rights request or a complaint, and answer."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.http import Http404

from cases.models import User
from cases.services.lateness import late_since
from cases.services.release import ask_release, needs_release
from cases.words import LABELS, Outcome
from complaints.services import decide as complaint
from correspondence.letters import Draft
from desk.decideforms import DecideComplaintForm, DecideRequestForm
from desk.forms import CaseForm
from desk.lateforms import why_late
from desk.views.letteracts import SendingPage
from dsar.services import decide as request

# What is posted beside the form: the letter has its own place.
NOT_OF_THE_FORM = {"csrfmiddlewaretoken", "step", "key", "subject", "body", "version", "by_post", "postal_address"}


class DecidePage(SendingPage):
    """Decide a rights request or a complaint, and answer."""

    title = "Decide and answer"
    slug = "decide"
    send_button = "Decide and send the answer"
    released_by: User | None = None

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        return ["You see the answer next and can change it.", "Nothing is decided before you send it."]

    def form(self, data: Any = None) -> CaseForm:
        """Ask what this procedure decides, and after its date why the answer is late."""
        form_class = DecideComplaintForm if self._is_complaint() else DecideRequestForm
        form = form_class(data, case=self.case, user=self.user)
        if self._asks_why_late(data):
            form.ask_why_late()
        return form

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the answer."""
        if self._is_complaint():
            result = _result(data)
            complaint.check(case=self.case, result=result)
            return complaint.answer_draft(case=self.case, result=result, now=self.now)
        decisions = self._decisions(data)
        request.check(case=self.case, decisions=decisions)
        return request.response_draft(case=self.case, decisions=decisions, now=self.now)

    def further(self, data: dict[str, Any]) -> Sequence[str]:
        """Say what is decided and which duty it meets."""
        outcome = self._overall(data)
        if self._waits(data):
            return [
                f"A second person reads this and releases it before it leaves: {LABELS[outcome].lower()}.",
                "Until then nothing is decided, and the dates run on.",
            ]
        return [
            f"The case is decided: {LABELS[outcome].lower()}.",
            "The duty to respond is met on the day on which the answer has left.",
        ]

    def send(self, data: dict[str, Any], letter: Draft, key: str) -> str:
        """Decide and send, or ask a second person to release it."""
        if self.released_by is None and self._waits(data):
            said = {name: values for name, values in self.request.POST.lists() if name not in NOT_OF_THE_FORM}
            ask_release(case=self.case, said=said, letter=asdict(letter), key=key, by=self.user, now=self.now)
            return "The answer waits for a second person. You are told when it is sent back."
        if self._is_complaint():
            complaint.decide(
                case=self.case,
                result=_result(data),
                letter=letter,
                key=key,
                officer=self.user,
                released_by=self.released_by,
                why_late=why_late(data),
                now=self.now,
            )
        else:
            request.decide(
                case=self.case,
                decisions=self._decisions(data),
                letter=letter,
                key=key,
                officer=self.user,
                released_by=self.released_by,
                why_late=why_late(data),
                now=self.now,
            )
        return f"Decided; the answer is in the outbox. {self.outbox_words(data, letter)}"

    def _asks_why_late(self, data: Any) -> bool:
        """Tell whether the reason is to be asked for; who releases an answer reads what was said, and is not asked."""
        if self.case.late_reason or late_since(self.case, self.now) is None:
            return False
        return self.released_by is None or "late_reason" in (data or {})

    def _waits(self, data: dict[str, Any]) -> bool:
        """Tell whether the organisation asks for a second person here."""
        if self._is_complaint():
            outcomes = {self.case.procedure: Outcome(data["outcome"])}
        else:
            outcomes = {decision.right: decision.outcome for decision in self._decisions(data)}
        return needs_release(case=self.case, outcomes=outcomes)

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


def _result(data: dict[str, Any]) -> complaint.Result:
    return complaint.Result(
        outcome=Outcome(data["outcome"]),
        established=data["established"],
        remedy=data["remedy"],
        remedy_by=data["remedy_by"],
    )
