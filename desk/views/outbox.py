"""The switch of the outbox: sending is paused with a reason, and let go on, by who may; every turn stays readable."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.errors import Refused
from correspondence.models import Letter, OutboxState, OutboxSwitch, OutboxTurn
from correspondence.services.outbox import PAUSE, is_paused, pause, resume
from desk.door import page, show, staff_of
from desk.forms import PauseForm
from desk.views.act import REFUSED

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@page(PAUSE)
def outbox(request: HttpRequest) -> HttpResponse:
    """Show how sending stands and who turned the switch; turn it."""
    if request.method != "POST":
        return _show(request, PauseForm())
    user, now = staff_of(request), timezone.now()
    going_on = request.POST.get("turn") == "resume"
    form = PauseForm(request.POST)
    if not going_on and not form.is_valid():
        return _show(request, form)
    try:
        if going_on:
            resume(by=user, now=now)
        else:
            pause(reason=form.cleaned_data["reason"], by=user, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, PauseForm(), status=REFUSED)
    messages.success(request, "Sending goes on; what is due leaves now." if going_on else "Sending is paused.")
    return redirect("admin:outbox")


def _show(request: HttpRequest, form: PauseForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    switch = OutboxSwitch.objects.select_related("by").filter(pk=1).first()
    return show(
        request,
        "outbox.html",
        title="The outbox",
        status=status,
        form=form,
        switch=switch,
        by_person=switch is not None and switch.paused,
        by_breaker=switch is not None and not switch.paused and is_paused(now=now),
        waiting=Letter.objects.filter(state=OutboxState.QUEUED, by_post=False).count(),
        turns=OutboxTurn.objects.select_related("by")[:SHOWN],
    )
