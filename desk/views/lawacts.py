"""The acts on the laws of one case: a law applies or does not, and a contract promises more."""

from collections.abc import Sequence
from typing import Any

from cases.models import Case
from cases.services.laws import choose_law, drop_contract, promise_by_contract
from cases.words import LawChoice
from desk.foresee import foresee
from desk.lawforms import ContractForm, LawsForm
from desk.views.act import PreviewedPage
from desk.views.acts import NO_DATE_MOVES
from desk.words import law_name


class LawsPage(PreviewedPage):
    """Add a law to the case, take one away, or let the place decide again."""

    title = "Laws of this case"
    button = "Save"
    form_class = LawsForm

    def follows(self) -> Sequence[str]:
        """Say which laws apply now, and why."""
        now = [f"{law_name(law['regime'])} applies: {law['because']}." for law in self.case.regimes]
        said = [
            f"{law_name(word.regime)} was {'added' if word.applies else 'taken away'}: {word.reason}"
            for word in self.case.laws.all()
        ]
        return [
            *(now or ["No law applies; our promise rules."]),
            *said,
            "Every law is computed; the earliest date rules.",
        ]

    def foresee(self, data: dict[str, Any]) -> Sequence[str]:
        """Say which dates would move."""
        moves = foresee(case=self.case, deed=lambda case: self._choose(case, data)).moves
        return [f"{move.words}." for move in moves] or [NO_DATE_MOVES]

    def do(self, data: dict[str, Any]) -> str:
        """Save."""
        self._choose(self.case, data)
        return "Saved; the dates were computed anew."

    def _choose(self, case: Case, data: dict[str, Any]) -> None:
        choice = LawChoice(data["choice"])
        choose_law(
            case=case, regime=data["regime"], choice=choice, reason=data["reason"], officer=self.user, now=self.now
        )


class ContractPage(PreviewedPage):
    """Attach a contract's stricter promise, or take it off."""

    title = "Promise of a contract"
    button = "Save"
    form_class = ContractForm

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        kept = getattr(self.case, "contract_promise", None)
        now = [f"Now: {kept}."] if kept else []
        return [*now, "The person is told the earlier of this date and the law's. It never moves a date of the law."]

    def foresee(self, data: dict[str, Any]) -> Sequence[str]:
        """Say which dates would move."""
        moves = foresee(case=self.case, deed=lambda case: self._promise(case, data)).moves
        return [f"{move.words}." for move in moves] or [NO_DATE_MOVES]

    def do(self, data: dict[str, Any]) -> str:
        """Save."""
        self._promise(self.case, data)
        return "Saved; the dates were computed anew."

    def _promise(self, case: Case, data: dict[str, Any]) -> None:
        if not data["days"]:
            drop_contract(case=case, officer=self.user, now=self.now)
            return
        promise_by_contract(case=case, days=data["days"], citation=data["citation"], officer=self.user, now=self.now)
