"""A deed on many cases of the queue: chosen, shown with what follows for each, then done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.models import Case, User
from cases.selectors import LEAD, staff_who_work
from desk.assigning import AssigneeField
from desk.bulk import Deed, Verdict, acknowledging, chosen_cases, do_each, explaining, foresee_each, giving_to
from desk.door import WORK, page, show, staff_of
from desk.lateforms import checked_words, reason_field, why_late, words_field
from desk.paging import count_words

ASSIGN, ACKNOWLEDGE, LATE = "assign", "acknowledge", "late"
TITLES = {ASSIGN: "Assign many cases", ACKNOWLEDGE: "Acknowledge many cases", LATE: "Say why many answers are late"}
# What is shown first, and what was done, by deed.
BUTTONS = {ASSIGN: "Assign {}", ACKNOWLEDGE: "Send {}", LATE: "Save it for {}"}
DONE = {ASSIGN: "{} assigned.", ACKNOWLEDGE: "{} in the outbox.", LATE: "The reason is on the file of {}."}
COUNTED = {
    ASSIGN: ("case", "cases"),
    ACKNOWLEDGE: ("acknowledgement", "acknowledgements"),
    LATE: ("case", "cases"),
}


class ToForm(forms.Form):
    """Who gets the cases."""

    officer = AssigneeField(nobody="Choose…")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["officer"]
        if isinstance(field, AssigneeField):
            field.offer(staff_who_work())
            field.error_messages["required"] = "Choose who gets the cases."


class WhyForm(forms.Form):
    """Why all of these answers are late."""

    late_reason, late_words = reason_field(), words_field()

    def clean_late_words(self) -> str:
        """Hold the words to the reason."""
        return checked_words(self)


FORMS: dict[str, type[forms.Form]] = {ASSIGN: ToForm, LATE: WhyForm}
ASKS_FOR = {ASSIGN: "officer", LATE: "late_reason"}


@require_POST
@page(WORK)
def many(request: HttpRequest) -> HttpResponse:
    """Take the chosen cases: ask what is missing, show what follows, do it when told so. Raises Http404."""
    user, act, now = staff_of(request), request.POST.get("act", ""), timezone.now()
    if act not in TITLES or (act == ASSIGN and not user.has_perm(LEAD)):
        raise Http404
    cases = chosen_cases(references=request.POST.getlist("case"), user=user)
    if not cases:
        messages.warning(request, "No case was chosen. Tick the cases in the queue first.")
        return redirect("admin:queue")
    form = _form(request, act)
    deed = _deed(act, form, by=user, now=now)
    if deed is None or request.POST.get("step") == "back":
        return _show(request, act, cases, form=form)
    if request.POST.get("step") != "do":
        return _show(request, act, cases, form=form, verdicts=foresee_each(cases, deed))
    return _done(request, act, do_each(cases, deed))


def _form(request: HttpRequest, act: str) -> forms.Form | None:
    """Give the form that the deed asks with, filled in where it was; nothing where the deed asks nothing."""
    return FORMS[act](request.POST if ASKS_FOR[act] in request.POST else None) if act in FORMS else None


def _deed(act: str, form: forms.Form | None, *, by: User, now: datetime) -> Deed | None:
    if form is None:
        return acknowledging(by=by, now=now)
    if not form.is_valid():
        return None
    if act == ASSIGN:
        return giving_to(form.cleaned_data["officer"], by=by, now=now)
    why = why_late(form.cleaned_data)
    return explaining(why, by=by, now=now) if why else None


def _show(
    request: HttpRequest, act: str, cases: Sequence[Case], *, form: forms.Form | None, verdicts: Sequence[Verdict] = ()
) -> HttpResponse:
    able = sum(verdict.may for verdict in verdicts)
    return show(
        request,
        "many.html",
        title=TITLES[act],
        act=act,
        cases=cases,
        count=count_words(len(cases), "case", "cases"),
        form=form,
        verdicts=sorted(verdicts, key=lambda verdict: verdict.may),
        able=able,
        unable=len(verdicts) - able,
        button=BUTTONS[act].format(count_words(able, *COUNTED[act])),
    )


def _done(request: HttpRequest, act: str, verdicts: Sequence[Verdict]) -> HttpResponse:
    """Say what was done, and for which cases not and why."""
    able = sum(verdict.may for verdict in verdicts)
    if able:
        messages.success(request, DONE[act].format(count_words(able, *COUNTED[act]).capitalize()))
    for verdict in verdicts:
        if not verdict.may:
            messages.warning(request, f"Not done for {verdict.case.reference}: {verdict.words}")
    return redirect("admin:queue")
