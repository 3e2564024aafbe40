"""Who may see a case: the act that sets it, and the page that opens a closed one in need."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.errors import Refused
from cases.services.history import record_access
from cases.services.sight import set_sight
from cases.sight import may_open
from correspondence.services.glass import open_in_need
from desk.door import BREAK_GLASS, page, show, staff_of
from desk.forms import CaseForm
from desk.sightforms import BreakGlassForm, SightForm
from desk.views.act import REFUSED, ActPage


class SightPage(ActPage):
    """Restrict the case, name a colleague whom it concerns, or give it to human resources."""

    title = "Who may see it"
    button = "Save"
    form_class = SightForm
    chosen: SightForm

    def form(self, data: Any = None) -> CaseForm:
        """Give the form, and keep it for what it reads."""
        self.chosen = SightForm(data, case=self.case, user=self.user)
        return self.chosen

    def follows(self) -> Sequence[str]:
        """Say what will happen."""
        lifted = "Only the data protection officer lifts a restriction or takes a name back."
        return [
            "Who may not see it finds it in no list, count, search, notice or export, and its address leads nowhere.",
            "An officer who may not see it any more loses it: it goes back to nobody.",
            *([] if self.chosen.may_loosen else [lifted]),
            "The history of the case keeps who set this, and when. No letter is sent.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        """Save."""
        set_sight(case=self.case, sight=self.chosen.sight(), by=self.user, now=self.now)
        return "Saved: who may see the case was set."

    def done(self, said: str) -> HttpResponse:
        """Go back to the file, or to the queue where the file is closed to this officer by now."""
        if may_open(self.user, self.case):
            return super().done(said)
        messages.success(self.request, f"{said} It is closed to you now.")
        return redirect("admin:queue")


@require_http_methods(["GET", "HEAD", "POST"])
@page(BREAK_GLASS)
def glass(request: HttpRequest) -> HttpResponse:
    """Open a closed case in need, with the reason; the data protection officer is told at once."""
    user, now = staff_of(request), timezone.now()
    form, status = BreakGlassForm(request.POST or None), 200
    if form.is_valid():
        try:
            case = open_in_need(by=user, now=now, **form.cleaned_data)
        except Refused as refusal:
            record_access(by=user.actor, what="broken glass refused", now=now)
            form.add_error(None, str(refusal))
            status = REFUSED
        else:
            messages.success(request, "The case is open to you. The data protection officer was told.")
            return redirect("admin:case", case.reference)
    return show(request, "break_glass.html", title="Open a closed case in need", form=form, status=status)
