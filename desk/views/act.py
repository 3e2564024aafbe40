"""How every act works: a short form, what will follow, one service, and a refusal that loses nothing of what was typed."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views import View

from cases.errors import Refused
from cases.models import Case, Party, User
from correspondence.acts import opener_of
from correspondence.letters import Draft
from correspondence.lettertexts import text_of
from correspondence.models import Letter
from desk.door import case_for_staff, show, staff_of
from desk.forms import CaseForm, LetterForm, NothingForm

REFUSED = 409


class ActPage(View):
    """One act on one case. A subclass names it, says what follows, and calls its service."""

    title = ""
    button = ""
    form_class: type[CaseForm] = NothingForm
    template = "act.html"

    user: User
    case: Case
    now: datetime

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Fetch the case through its one door and read the clock once."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may open the case; to others it does not exist (404)."""
        self.user = staff_of(request)
        self.case = case_for_staff(self.user, kwargs["reference"])
        self.enter(**kwargs)
        return super().dispatch(request, *args, **kwargs)

    def enter(self, **kwargs: Any) -> None:
        """Fetch what else the address names. Raises Http404."""

    def follows(self) -> Sequence[str]:
        """Say what will happen, before anything is typed."""
        return []

    def do(self, data: dict[str, Any]) -> str:
        """Call the service and give the sentence that says what happened. Raises Refused."""
        raise NotImplementedError

    def form(self, data: Any = None) -> CaseForm:
        """Give the act's form."""
        return self.form_class(data, case=self.case, user=self.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.show_form(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do the act, or show the form again with what is wrong."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            said = self.do(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.show_form(form, status=REFUSED)
        return self.done(said)

    def done(self, said: str) -> HttpResponse:
        """Go back to the file and say what happened."""
        messages.success(self.request, said)
        return redirect("admin:case", self.case.reference)

    def show_form(self, form: CaseForm, *, status: int = 200, **context: Any) -> HttpResponse:
        """Show the form with what will follow."""
        facts = {"form": form, "case": self.case, "button": self.button, "follows": self.follows(), **context}
        return show(self.request, self.template, title=self.title, status=status, **facts)


class PreviewedPage(ActPage):
    """An act in two steps: what is typed is first shown with what it would move, then done."""

    preview_button = "Show what follows"

    def foresee(self, data: dict[str, Any]) -> Sequence[str]:
        """Say what exactly these data would do."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what would follow; do it when told so."""
        if request.POST.get("step") == "do":
            return super().post(request, *args, **kwargs)
        form = self.form(request.POST)
        if request.POST.get("step") == "back" or not form.is_valid():
            return self.show_form(form)
        return self.show_form(form, checked=True, foreseen=self.foresee(form.cleaned_data))

    def show_form(self, form: CaseForm, *, status: int = 200, **context: Any) -> HttpResponse:
        """Show the first step with its own button."""
        return super().show_form(form, status=status, preview_button=self.preview_button, **context)


class LetterPage(ActPage):
    """An act with a letter: the form first, then its letter to read and change, then both at once.

    The hidden key names this one sending: pressed twice, the letter is queued once.
    """

    template = "letter_act.html"
    slug = ""
    send_button = "Send"

    def draft(self, data: dict[str, Any]) -> Draft:
        """Give the letter for what was typed. Raises Refused."""
        raise NotImplementedError

    def send(self, data: dict[str, Any], letter: Draft, key: str) -> str:
        """Call the service and give the sentence that says what happened. Raises Refused."""
        raise NotImplementedError

    def addressee(self, data: dict[str, Any]) -> Party:
        """Give who gets the letter."""
        return opener_of(self.case)

    def foresee(self, data: dict[str, Any]) -> Sequence[str]:
        """Say what sending would do beside the letter itself."""
        return []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the letter for what was typed; send it when told so."""
        form = self.form(request.POST)
        step = request.POST.get("step", "")
        if step == "back" or not form.is_valid():
            return self.show_form(form)
        try:
            draft = self.draft(form.cleaned_data)
            if step != "send":
                shown = {"subject": draft.subject, "body": draft.body, "version": draft.version}
                return self.show_letter(form, LetterForm(initial=shown, to=self.addressee(form.cleaned_data)))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.show_form(form, status=REFUSED)
        return self._send(form, draft, LetterForm(request.POST, to=self.addressee(form.cleaned_data)))

    def _send(self, form: CaseForm, draft: Draft, letter: LetterForm) -> HttpResponse:
        if not letter.is_valid():
            return self.show_letter(form, letter)
        final = replace(draft, **letter.cleaned_data)
        if text_of(name=final.name, language=final.language, number=final.version) is None:
            raise Http404
        try:
            said = self.send(form.cleaned_data, final, self.key())
        except Refused as refusal:
            if Letter.objects.filter(key=self.key(), case=self.case).exists():
                return self.done("It was already done a moment ago; nothing was sent twice.")
            letter.add_error(None, str(refusal))
            return self.show_letter(form, letter, status=REFUSED)
        return self.done(said)

    def key(self) -> str:
        """Give the key of this sending, from the form's random part."""
        drawn = self.request.POST.get("key", "")
        if len(drawn) != 32 or not drawn.isalnum():
            raise Http404
        return f"{self.slug}:{self.case.pk}:{drawn}"

    def show_letter(self, form: CaseForm, letter: LetterForm, *, status: int = 200) -> HttpResponse:
        """Show the letter with what will follow."""
        drawn = self.request.POST.get("key") or secrets.token_hex(16)
        foreseen = self.foresee(form.cleaned_data)
        return self.show_form(
            form, status=status, letter=letter, key=drawn, foreseen=foreseen, send_button=self.send_button
        )
