"""The manager's pages: the report, the cases behind each of its figures, and both as CSV."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from cases.models import User
from cases.places import local_day
from cases.words import LABELS, Procedure
from reports.definitions import BY_NAME, DEFINITIONS, MEDIANS
from reports.lists import Asked, cases_shown, list_as_csv, listed, openable
from reports.output import as_csv
from reports.page import COLUMNS, page_of, period_in_address
from reports.period import USUAL_MONTHS, Period, PeriodRefused, chosen_period, last_months, period_of
from reports.selectors import timeliness

SEE_REPORTS = "cases.see_reports"
LINES_PER_PAGE = 100
View = Callable[[HttpRequest], HttpResponseBase]


def for_readers(view: View) -> Callable[..., HttpResponseBase]:
    """Let in who may read reports, by the admin's own log-in."""

    @wraps(view)
    def entered(request: HttpRequest) -> HttpResponseBase:
        if not _reader(request).has_perm(SEE_REPORTS):
            raise PermissionDenied
        return view(request)

    return admin.site.admin_view(require_safe(entered))


@for_readers
def overview(request: HttpRequest) -> HttpResponse:
    """Show the figures, the chart and the table of a period; of the usual one, with a sentence, when it cannot be."""
    today, problem = _today(), ""
    try:
        period = _period(request, today)
    except PeriodRefused as refusal:
        period, problem = last_months(today, USUAL_MONTHS), str(refusal)
    report = timeliness(period=period, as_of=today)
    page = page_of(report)
    return _show(
        request,
        "overview.html",
        title="Reports",
        problem=problem,
        report=report,
        page=page,
        chart=mark_safe(page.chart),  # noqa: S308 - leather built it of numbers and months
        columns=COLUMNS,
        definitions=DEFINITIONS,
        medians=MEDIANS.values(),
        asked=period_in_address(period),
        download=f"{reverse('reports:csv')}?{urlencode(period_in_address(period))}",
    )


@for_readers
def overview_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the table of a period; one that cannot be is refused, since a file says nothing of a mistake."""
    today = _today()
    try:
        period = _period(request, today)
    except PeriodRefused as refusal:
        return HttpResponseBadRequest(str(refusal), content_type="text/plain; charset=utf-8")
    return _csv(as_csv(timeliness(period=period, as_of=today)), f"timeliness-{today.isoformat()}")


@for_readers
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases that a figure counts."""
    asked = _asked(request)
    shown, kept = cases_shown(asked, _reader(request))
    pages = Paginator(shown, LINES_PER_PAGE)
    current = pages.get_page(request.GET.get("page"))
    lines = list(listed(shown[current.start_index() - 1 if pages.count else 0 : current.end_index()], asked))
    definition = BY_NAME[asked.figure]
    named = _in_address(asked)
    return _show(
        request,
        "cases.html",
        title=_title(asked),
        definition=definition,
        lines=lines,
        may_open=openable(_reader(request), [line.reference for line in lines]),
        kept=kept,
        pages=current,
        asked=asked,
        period=period_in_address(asked.period),
        here=urlencode(named),
        back=f"{reverse('reports:overview')}?{urlencode(period_in_address(asked.period))}",
        download=f"{reverse('reports:cases_csv')}?{urlencode(named)}",
    )


@for_readers
def cases_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the list of the cases that a figure counts."""
    asked = _asked(request)
    shown, _ = cases_shown(asked, _reader(request))
    return _csv(list_as_csv(shown, asked), f"{asked.figure}-{asked.as_of.isoformat()}")


def _today() -> date:
    """Give today's date where the organisation is."""
    return local_day(place="", moment=timezone.now())


def _period(request: HttpRequest, today: date) -> Period:
    return chosen_period(request.GET.get("from", ""), request.GET.get("to", ""), today=today)


def _asked(request: HttpRequest) -> Asked:
    """Read which list is meant. Raises Http404 for a figure, procedure or period that does not exist."""
    figure, procedure = request.GET.get("figure", ""), request.GET.get("procedure", "")
    if figure not in BY_NAME or procedure not in ("", *Procedure):
        raise Http404
    try:
        period = period_of(request.GET.get("from", ""), request.GET.get("to", ""))
    except PeriodRefused as refusal:
        raise Http404 from refusal
    return Asked(figure, period, _today(), procedure)


def _in_address(asked: Asked) -> dict[str, str]:
    named = {"figure": asked.figure, **period_in_address(asked.period), "procedure": asked.procedure}
    return {name: value for name, value in named.items() if value}


def _title(asked: Asked) -> str:
    heading = BY_NAME[asked.figure].heading
    return f"{heading}: {LABELS[asked.procedure]}" if asked.procedure else heading


def _reader(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    frame = admin.site.each_context(request)
    return render(request, f"admin/reports/{template}", {**frame, **context})


def _csv(lines: Iterator[str], name: str) -> StreamingHttpResponse:
    """Send a file for a spreadsheet; the mark at its start tells Excel that it is UTF-8."""

    def encoded() -> Iterator[bytes]:
        yield b"\xef\xbb\xbf"
        for line in lines:
            yield line.encode()

    return StreamingHttpResponse(
        encoded(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
