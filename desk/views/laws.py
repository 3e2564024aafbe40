"""The laws: their list, each with its figures and doubts, a calculator, and what an administrator confirms."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.errors import Refused
from cases.models import ConfirmedFigure, User
from cases.services.figures import confirm_figure, take_back_confirmation
from desk.door import WORK, page, show, staff_of
from desk.lawbook import FigureRow, confirmed_row, figure_rows, law_rows, what_follows_taking_back, what_if
from desk.lawforms import TakeBackForm, WhatIfForm
from law import regimes
from law.errors import LawError
from law.records import Regime
from law.words import Right


@require_safe
@page(WORK, administrators=True)
def laws(request: HttpRequest) -> HttpResponse:
    """List every law with where it holds and how sure its figures are."""
    return show(request, "laws.html", title="Laws", rows=law_rows(), today=timezone.localdate())


@require_safe
@page(WORK, administrators=True)
def law(request: HttpRequest, regime: str) -> HttpResponse:
    """Show one law with every figure, its citation, source and confidence."""
    found = _law(regime)
    rows = figure_rows(found)
    may_confirm = staff_of(request).is_superuser
    return show(request, "law.html", title=found.short_name, law=found, rows=rows, may_confirm=may_confirm)


@require_POST
@page(WORK, administrators=True)
def law_confirm(request: HttpRequest, regime: str) -> HttpResponse:
    """Take a figure as sure, on an administrator's word and with the source."""
    found, told = _law(regime), request.POST
    try:
        confirm_figure(
            regime=found.id,
            right=told.get("right", ""),
            part=told.get("part", ""),
            source=told.get("source", ""),
            administrator=staff_of(request),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Confirmed. The dates of open cases are computed anew within minutes.")
    return redirect("admin:law", found.id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(WORK, administrators=True)
def law_take_back(request: HttpRequest, regime: str, pk: int) -> HttpResponse:
    """Take a confirmation back after seeing what follows; to who is no administrator the page does not exist (404)."""
    administrator, found = staff_of(request), _law(regime)
    row = confirmed_row(found, pk)
    if not administrator.is_superuser or row is None or row.confirmed is None:
        raise Http404
    form = TakeBackForm(request.POST or None)
    if form.is_valid() and _taken_back(row.confirmed, form, administrator):
        messages.success(request, "Taken back. The dates of open cases are computed anew within minutes.")
        return redirect("admin:law", found.id)
    return _show_take_back(request, found, row, form)


def _taken_back(word: ConfirmedFigure, form: TakeBackForm, administrator: User) -> bool:
    try:
        take_back_confirmation(
            confirmed=word, reason=form.cleaned_data["reason"], administrator=administrator, now=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return form.is_valid()


def _show_take_back(request: HttpRequest, found: Regime, row: FigureRow, form: TakeBackForm) -> HttpResponse:
    follows = what_follows_taking_back(found, row.figure)
    return show(
        request,
        "law_take_back.html",
        title="Take the confirmation back",
        law=found,
        row=row,
        form=form,
        follows=follows,
    )


@require_safe
@page(WORK, administrators=True)
def calculator(request: HttpRequest) -> HttpResponse:
    """Answer a "what if" with every date and its working."""
    asked = WhatIfForm(request.GET) if request.GET else WhatIfForm(initial=_usual(timezone.now()))
    answers = []
    if request.GET and asked.is_valid():
        data = asked.cleaned_data
        try:
            answers = what_if(
                law=data["law"],
                right=Right(data["right"]),
                place=data["place"],
                received=data["received"],
                marks=data["marks"],
            )
        except LawError as error:
            asked.add_error(None, str(error))
    return show(request, "calculator.html", title="What if", form=asked, answers=answers)


def _usual(now: datetime) -> dict[str, str]:
    return {"right": Right.ACCESS.value, "received": timezone.localdate(now).isoformat()}


def _law(regime: str) -> Regime:
    try:
        return regimes.get(regime)
    except LawError as error:
        raise Http404 from error
