"""The manager's pages: the overview, each report, the cases behind their figures, and all of them as files."""

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from cases.errors import Refused
from cases.models import User
from cases.pdf import PdfUnavailable, as_pdf
from cases.places import local_day
from cases.services.reckoning import ground
from cases.words import LABELS
from reports.ahead import look_ahead
from reports.asked import Asked
from reports.chart import for_print
from reports.cuts import CUTS, words_of
from reports.definitions import BY_NAME, DEFINITIONS, SPANS_IN_WORDS
from reports.door import for_readers, for_subscribers, reader, show, still_counting
from reports.figures import Figures
from reports.kept import kept_words
from reports.lists import cases_shown, lines_of, list_as_csv, openable
from reports.masking import masked
from reports.models import ReportSchedule, Snapshot
from reports.output import as_csv
from reports.page import headlines, legend, months_chart, table_chart, weeks_chart
from reports.period import end_of_month
from reports.promised import BY_NAME as REMEDY_FIGURES
from reports.registry import TIMELINESS, Report, reports
from reports.remedies import listed as remedies_listed
from reports.remedies import remedies_behind, remedies_shown
from reports.request import NoSuchList, asked_in, cut_choices, filter_choices, list_in
from reports.selectors import answer, answer_also_by_first
from reports.services.files import MOST_STREAMED
from reports.services.freezing import document_known_on, first_broken
from reports.services.refresh import keep_up
from reports.services.schedules import drop_report, want_report
from reports.snapshots import differences
from reports.tables import Table, column, in_address, in_words, period_in_address, table_of
from reports.workbook import as_xlsx

LINES_PER_PAGE = 100


@for_readers
def overview(request: HttpRequest) -> HttpResponse:
    """Show headlines, what is coming, chart and table of a period; of the usual one, with a sentence, when it cannot be."""
    behind = keep_up(now=timezone.now())
    known = reports()
    report = known["timeliness"]
    asked, problems = asked_in(request.GET.dict(), report, today=_today())
    asked = replace(asked, by=report.by, known_on=None, as_of=_today())
    figures, by_month = answer_also_by_first(asked)
    earlier = _earlier(asked)
    ahead = look_ahead(as_of=asked.as_of, filters=asked.filters)
    return show(
        request,
        "overview.html",
        title="Reports",
        problems=problems,
        behind=behind,
        asked=asked,
        headlines=headlines(figures, earlier),
        trend=any(one.received for one in earlier.values()),
        ahead=ahead,
        weeks=_drawing(weeks_chart(ahead)),
        chart=_drawing(months_chart(by_month)),
        table=table_of(figures, report.columns),
        definitions=DEFINITIONS,
        spans=SPANS_IN_WORDS.values(),
        reports=known.values(),
        downloads=_downloads(report, asked),
        **_form(report, asked),
    )


@for_readers
def report_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one report: its question, a chart, the table."""
    report = _report(name)
    behind = keep_up(now=timezone.now())
    asked, problems = asked_in(request.GET.dict(), report, today=_today())
    table = _shown(request, report, asked)
    return show(
        request,
        "report.html",
        title=report.title,
        problems=problems,
        behind=behind,
        report=report,
        asked=asked,
        table=table,
        chart=_drawing(table_chart(report, table)),
        legend=legend(report, table),
        beside=_beside(request, report, asked),
        reports=reports().values(),
        masked="masked" in request.GET,
        few=settings.REPORTS_MASK_BELOW,
        unmasked=_query(report, asked, masked=False),
        for_publishing=_query(report, asked, masked=True),
        every=ReportSchedule.Every.choices,
        schedule_query=urlencode(_cut_and_filters(report, asked)),
        downloads=_downloads(report, asked, masked="masked" in request.GET),
        **_form(report, asked),
    )


@for_readers
def report_file(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """Give a report as a file; what cannot be is refused, since a file says nothing of a mistake."""
    report = _report(name)
    if behind := keep_up(now=timezone.now()):
        return still_counting(behind)
    asked, problems = asked_in(request.GET.dict(), report, today=_today())
    if problems:
        return HttpResponseBadRequest(" ".join(problems), content_type="text/plain; charset=utf-8")
    return _file(report, asked, _shown(request, report, asked), form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_subscribers
def schedules(request: HttpRequest) -> HttpResponse:
    """Show which reports come to the reader by mail; add one, or take one off."""
    user = reader(request)
    if request.method == "POST":
        try:
            _change_schedules(request, user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("reports:schedules")
    known = reports()
    mine = [(one, known[one.report].title) for one in user.report_schedules.all() if one.report in known]
    return show(request, "schedules.html", title="Reports by mail", schedules=mine)


@for_readers
def frozen(request: HttpRequest) -> HttpResponse:
    """List the frozen months."""
    return show(request, "frozen.html", title="Frozen months", snapshots=Snapshot.objects.all(), broken=first_broken())


@for_readers
def frozen_month(request: HttpRequest, month: str) -> HttpResponse:
    """Show a frozen month and, when asked, what the same count gives today and why it differs."""
    snapshot = get_object_or_404(Snapshot, known_on=_last_day(month))
    compared = "compare" in request.GET
    told = differences(snapshot.document, document_known_on(snapshot.known_on)) if compared else []
    return show(
        request,
        "frozen_month.html",
        title=f"{snapshot.known_on:%B %Y}, frozen",
        snapshot=snapshot,
        columns=[column(name) for name in TIMELINESS],
        rows=[_frozen_row(row) for row in snapshot.document["rows"]],
        totals=_frozen_values(snapshot.document["totals"]),
        compared=compared,
        differences=[(one, LABELS.get(one.procedure, one.procedure), column(one.figure).heading) for one in told],
        other_edition=snapshot.edition != ground().stamp,
    )


@for_readers
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases that a figure counts."""
    behind = keep_up(now=timezone.now())
    figure, asked = _list_asked(request)
    shown = cases_shown(figure, asked, reader(request))
    pages = Paginator(shown.cases, LINES_PER_PAGE)
    pages.count = shown.count
    current = pages.get_page(request.GET.get("page"))
    keys = shown.cases.values_list("pk", flat=True)[
        current.start_index() - 1 if pages.count else 0 : current.end_index()
    ]
    lines = list(lines_of(list(keys), figure=figure, as_of=asked.as_of))
    named = {"figure": figure, **in_address(asked)}
    return show(
        request,
        "cases.html",
        title=BY_NAME[figure].heading,
        behind=behind,
        definition=BY_NAME[figure],
        lines=lines,
        may_open=openable(reader(request), [line.reference for line in lines]),
        kept=kept_words(shown.kept, asked, things="cases that are"),
        pages=current,
        is_long=pages.count > MOST_STREAMED,
        asked=asked,
        chosen=_chosen(asked),
        named=named,
        here=urlencode(named),
        back=f"{reverse('reports:overview')}?{urlencode(in_address(asked))}",
        download=f"{reverse('reports:cases_csv')}?{urlencode(named)}",
    )


@for_readers
def remedies(request: HttpRequest) -> HttpResponse:
    """List the remedies that a figure counts."""
    keep_up(now=timezone.now())
    figure, asked = _list_asked(request, REMEDY_FIGURES)
    month = request.GET.get("month", "")
    behind = remedies_behind(figure=figure, month=_last_day(month).replace(day=1) if month else None, asked=asked)
    shown = remedies_shown(behind, reader(request))
    pages = Paginator(shown, LINES_PER_PAGE)
    current = pages.get_page(request.GET.get("page"))
    part = shown[current.start_index() - 1 if pages.count else 0 : current.end_index()]
    named = {"figure": figure, **({"month": month} if month else {}), **in_address(asked)}
    return show(
        request,
        "remedies.html",
        title=f"Remedies: {REMEDY_FIGURES[figure].heading.lower()}",
        definition=REMEDY_FIGURES[figure],
        lines=list(remedies_listed(part, user=reader(request), as_of=asked.as_of)),
        kept=kept_words(behind.count() - pages.count, asked, things="remedies of cases that are"),
        pages=current,
        asked=asked,
        chosen=_chosen(asked),
        here=urlencode(named),
        back=f"{reverse('reports:report', args=['remedies'])}?{urlencode(in_address(asked))}",
    )


@for_readers
def cases_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the list of the cases that a figure counts, a line at a time."""
    if behind := keep_up(now=timezone.now()):
        return still_counting(behind)
    figure, asked = _list_asked(request)
    shown = cases_shown(figure, asked, reader(request))
    if shown.count > MOST_STREAMED:
        messages.info(
            request, "The list is long, so its file is made for you in the background: press “Make the file”."
        )
        return redirect(f"{reverse('reports:cases')}?{urlencode({'figure': figure, **in_address(asked)})}")
    return _csv(list_as_csv(shown.cases, figure=figure, as_of=asked.as_of), f"{figure}-{asked.as_of.isoformat()}")


def _change_schedules(request: HttpRequest, user: User) -> None:
    """Do what was pressed. Raises Refused."""
    if dropped := request.POST.get("drop", ""):
        drop_report(user=user, schedule_id=int(dropped) if dropped.isdecimal() and len(dropped) < 18 else 0)
        messages.success(request, "It does not come by mail any more.")
        return
    given = {name: request.POST.get(name, "") for name in ("report", "query", "every")}
    made = want_report(user=user, **given, now=timezone.now())
    messages.success(request, f"Its link comes {made.get_every_display()}, first on {made.next_on:%-d %B %Y}.")


def _beside(request: HttpRequest, report: Report, asked: Asked) -> tuple[Report, Table] | None:
    """Give the report that stands below another on its page, with its table."""
    other = reports().get(report.beside)
    return (other, _shown(request, other, replace(asked, by=other.by))) if other else None


def _shown(request: HttpRequest, report: Report, asked: Asked) -> Table:
    """Make a report's table, without small numbers where it is to be published."""
    table = report.table(asked)
    return masked(table, least=settings.REPORTS_MASK_BELOW) if "masked" in request.GET else table


def _report(name: str) -> Report:
    try:
        return reports()[name]
    except KeyError as error:
        raise Http404 from error


def _last_day(month: str) -> date:
    try:
        return end_of_month(date.fromisoformat(f"{month}-01"))
    except ValueError as error:
        raise Http404 from error


def _frozen_row(row: dict[str, Any]) -> dict[str, Any]:
    month = date.fromisoformat(f"{row['month']}-01")
    return {"month": month, "procedure": LABELS.get(row["procedure"], row["procedure"]), "values": _frozen_values(row)}


def _frozen_values(row: dict[str, Any]) -> list[str]:
    return [in_words(row.get(name), per_cent=column(name).per_cent) for name in TIMELINESS]


def _earlier(asked: Asked) -> dict[str, Figures]:
    """Give the figures of the period before and of a year ago; of twelve months these are the same, and said once."""
    before, year_before = asked.period.before(), asked.period.year_before()
    others = {"the period before": before if before != year_before else None, "a year earlier": year_before}
    return {
        name: answer(replace(asked, by=("procedure",), period=period)).totals
        for name, period in others.items()
        if period
    }


def _today() -> date:
    """Give today's date where the organisation is."""
    return local_day(place="", moment=timezone.now())


def _list_asked(request: HttpRequest, figures: Container[str] = BY_NAME) -> tuple[str, Asked]:
    """Read which list is meant. Raises Http404 for a figure, filter or period that does not exist."""
    try:
        return list_in(request.GET.dict(), figures, as_of=_today())
    except NoSuchList as error:
        raise Http404 from error


def _form(report: Report, asked: Asked) -> dict[str, Any]:
    """Give what the form above a report shows."""
    return {
        "period": period_in_address(asked.period),
        "chosen": _chosen(asked),
        "by": ",".join(asked.by),
        "cuts": cut_choices(report) if report.can_be_cut else [],
        "narrowing": filter_choices(report, asked) if report.can_be_narrowed else [],
        "known_on": asked.known_on.isoformat() if asked.known_on else "",
    }


def _chosen(asked: Asked) -> list[tuple[str, str, str, str]]:
    """Give the filters in words: name, code, heading, words."""
    return [(name, code, CUTS[name].heading, words_of(name, code)) for name, code in asked.filters]


def _cut_and_filters(report: Report, asked: Asked) -> dict[str, str]:
    """Give what an address says beside the period."""
    cut = {"by": ",".join(asked.by)} if asked.by != report.by else {}
    return {**cut, **dict(asked.filters)}


def _query(report: Report, asked: Asked, *, masked: bool) -> str:
    named = in_address(asked) | _cut_and_filters(report, asked) | ({"masked": "1"} if masked else {})
    return f"?{urlencode(named)}"


def _downloads(report: Report, asked: Asked, *, masked: bool = False) -> list[tuple[str, str]]:
    query = _query(report, asked, masked=masked)
    forms = (("CSV", "csv"), ("Excel", "xlsx"), ("PDF", "pdf"))
    return [(words, reverse("reports:file", args=[report.name, form]) + query) for words, form in forms]


def _file(report: Report, asked: Asked, table: Table, form: str) -> HttpResponseBase:
    name = f"{report.name}-{asked.as_of.isoformat()}"
    if form == "csv":
        return _csv(as_csv(table), name)
    if form == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return _attached(as_xlsx(table, title=report.title), kind, f"{name}.xlsx")
    chart = _drawing(for_print(table_chart(report, table)))
    page = {"report": report, "asked": asked, "table": table, "chart": chart, "chosen": _chosen(asked)}
    try:
        made = as_pdf("admin/reports/print.html", page)
    except PdfUnavailable as missing:
        return HttpResponse(str(missing), "text/plain; charset=utf-8", status=503)
    return _attached(made, "application/pdf", f"{name}.pdf")


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _drawing(svg: str) -> str:
    return mark_safe(svg)  # noqa: S308 - leather built it and escaped the texts


def _csv(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """Send a file for a spreadsheet; the mark at its start tells Excel that it is UTF-8."""

    def encoded() -> Iterable[bytes]:
        yield b"\xef\xbb\xbf"
        for line in lines:
            yield line.encode()

    return StreamingHttpResponse(
        encoded(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
