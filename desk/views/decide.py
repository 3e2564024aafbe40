"""The act that ends the investigation: decide a rights request or a complaint, and answer."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404

from cases.words import LABELS, Outcome
from complaints.services import decide as complaint
from correspondence.letters import Draft
from desk.decideforms import DecideComplaintForm, DecideRequestForm
from desk.forms import CaseForm
from desk.views.letteracts import SendingPage, undo_words
from dsar.services import decide as request


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
            result = _result(data)
            complaint.check(case=self.case, result=result)
            return complaint.answer_draft(case=self.case, result=result, now=self.now)
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
                case=self.case, result=_result(data), letter=letter, key=key, officer=self.user, now=self.now
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


def _result(data: dict[str, Any]) -> complaint.Result:
    return complaint.Result(
        outcome=Outcome(data["outcome"]),
        established=data["established"],
        remedy=data["remedy"],
        remedy_by=data["remedy_by"],
    )
