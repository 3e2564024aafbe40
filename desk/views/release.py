"""Four eyes: a second person reads a decision and its letter as it would leave, and releases it or sends it back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from cases.errors import Refused
from cases.models import Release
from cases.models.release import ReleaseState
from cases.selectors import urgency
from cases.services.history import record_access
from cases.services.release import mark_released, send_back, take_back_release
from correspondence.acts import opener_of
from correspondence.letters import Draft
from desk.forms import CaseForm, text_area
from desk.views.act import REFUSED, ActPage
from desk.views.decide import DecidePage
from desk.views.letteracts import TO_BE_POSTED, undo_words


class ReasonForm(CaseForm):
    """Why it goes back."""

    reason = forms.CharField(required=False, max_length=2000, widget=text_area(4), label="What should change")


class ReleasePage(ActPage):
    """Read what a colleague decided and the letter as it would leave; release it, or send it back."""

    title = "Release the answer"
    form_class = ReasonForm
    template = "release.html"
    release: Release

    def enter(self, **kwargs: Any) -> None:
        """Fetch the answer that waits, and record that it is read."""
        waiting = Release.objects.select_related("by").filter(pk=kwargs["pk"], case=self.case)
        release = waiting.filter(state=ReleaseState.WAITING).first()
        if release is None:
            raise Http404
        release.case = self.case
        self.release = release
        record_access(by=self.user.actor, what=f"release {release.pk}", now=self.now, case=self.case)

    def follows(self) -> Sequence[str]:
        """Say what releasing does."""
        if self.user == self.release.by:
            return ["You decided it, so a colleague releases it. Take it back to change it."]
        return [
            f"Released, the letter below goes to {self._to()}. {self._leaves()}",
            f"The case is then decided, by {self.release.by}; the history names you too.",
            "Sent back, nothing is decided, and your colleague reads why.",
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was pressed."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        deeds = {"release": self._release, "send-back": self._send_back, "take-back": self._take_back}
        deed = deeds.get(request.POST.get("step", ""))
        if deed is None:
            raise Http404
        try:
            return self.done(deed(form.cleaned_data))
        except Refused as refusal:
            form.add_error("reason" if deed == self._send_back else None, str(refusal))
            return self.show_form(form, status=REFUSED)

    def show_form(self, form: CaseForm, *, status: int = 200, **context: Any) -> HttpResponse:
        """Show decision, letter and dates."""
        decided = self._decided_form()
        facts = {
            "release": self.release,
            "said": decided.said(),
            "to": self._to(),
            "own": self.user == self.release.by,
            "urgency": urgency(self.case, self.now),
        }
        return super().show_form(form, status=status, **facts, **context)

    def _by_post(self) -> bool:
        return self.release.by_post or not opener_of(self.case).email

    def _to(self) -> str:
        if self._by_post():
            return ", ".join(self.release.postal_address.splitlines()) or "the person, by post"
        return opener_of(self.case).email

    def _leaves(self) -> str:
        return TO_BE_POSTED if self._by_post() else undo_words()

    @transaction.atomic
    def _release(self, _data: dict[str, Any]) -> str:
        mark_released(release=self.release, by=self.user, now=self.now)
        form = self._decided_form()
        if not form.is_valid():
            raise Refused("The case has changed since this was decided. Send it back, to be decided again.")
        kept = self.release
        letter = Draft(
            kept.name, kept.language, kept.subject, kept.body, kept.by_post, kept.postal_address, kept.version
        )
        self.page.send(form.cleaned_data, letter, self.release.key)
        return f"Released: the answer is in the outbox. {self._leaves()}"

    def _send_back(self, data: dict[str, Any]) -> str:
        send_back(release=self.release, reason=data["reason"], by=self.user, now=self.now)
        return f"Sent back: {self.release.by} reads why."

    def _take_back(self, _data: dict[str, Any]) -> str:
        take_back_release(release=self.release, by=self.user, now=self.now)
        return "Taken back: decide again when you are ready."

    def _decided_form(self) -> CaseForm:
        """Give the deciding form as the colleague filled it in, for its own page."""
        said = QueryDict(mutable=True)
        for name, values in self.release.said.items():
            said.setlist(name, values)
        self.page = DecidePage()
        self.page.user, self.page.case, self.page.now = self.release.by, self.case, self.now
        self.page.released_by = self.user
        return self.page.form(said)
