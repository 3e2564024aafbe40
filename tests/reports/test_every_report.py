"""Every report by page, file, command and API: with cases and without, and with what cannot be asked."""

import csv
import json
import re
import sys
import zlib
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from cases.models import Case
from cases.places import local_day
from cases.services.clock import meet_duty
from cases.services.work import assign
from cases.words import SYSTEM
from intake.api.keys import issue
from intake.models import ApiKey
from law.words import Duty
from reports.registry import NAMES as ALL_NAMES
from reports.registry import NEED, reports
from reports.tables import Cell, Column, Line, Table
from reports.workbook import as_xlsx
from tests.builders import make_complaint, make_request, noon

pytestmark = pytest.mark.django_db
NAMES = [name for name in ALL_NAMES if name not in NEED]


def days_ago(count):
    return local_day(place="", moment=timezone.now()) - timedelta(days=count)


@pytest.fixture
def cases(officer):
    """One answered request of two rights from Germany, one of California, two complaints."""
    answered = make_request(days_ago(60), rights=("access", "erasure"), acknowledged=True)
    on = days_ago(50)
    meet_duty(case=answered, duty=Duty.RESPOND, on=on, by=SYSTEM, now=noon(on.year, on.month, on.day))
    assign(case=answered, officer=officer, by=SYSTEM, now=timezone.now())
    return (
        answered,
        make_request(days_ago(30), place="US-CA"),
        make_complaint(days_ago(20)),
        make_complaint(days_ago(10), place="GB"),
    )


@pytest.fixture
def reader(client, manager):
    client.force_login(manager)
    return client


@pytest.mark.parametrize("name", NAMES)
def test_every_report_has_a_page_with_its_question_and_no_inline_style(reader, cases, name):
    page = reader.get(f"/admin/reports/{name}/").content.decode()
    assert reports()[name].question in page
    assert " style=" not in page


@pytest.mark.parametrize("name", NAMES)
def test_every_report_without_cases_says_so(reader, name):
    answer = reader.get(f"/admin/reports/{name}/")
    assert answer.status_code == 200
    if name != "backlog":  # whose bands of age stand there, empty
        assert reports()[name].empty in answer.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_every_count_of_a_page_leads_to_a_list_of_as_many_cases(reader, cases, name):
    table = reader.get(f"/admin/reports/{name}/").context["table"]
    for line in [*table.lines, *([table.total] if table.total else [])]:
        for cell in line.cells:
            if cell.address:
                assert reader.get(cell.address).context["pages"].paginator.count == cell.value, cell.address


@pytest.mark.parametrize("name", NAMES)
def test_page_csv_workbook_command_and_api_give_the_same_rows(reader, cases, name):
    page = reader.get(f"/admin/reports/{name}/").context["table"]
    wanted = [[cell.value for cell in line.cells] for line in page.lines]
    months = f"{days_ago(330):%Y-%m}", f"{days_ago(0):%Y-%m}"
    lines = list(
        csv.reader(StringIO(b"".join(reader.get(f"/admin/reports/{name}.csv").streaming_content).decode("utf-8-sig")))
    )
    width = len(page.columns)
    body = lines[1 : 1 + len(wanted)]
    assert [row[-width:] for row in body] == [["" if v is None else str(v) for v in row] for row in wanted]
    out = StringIO()
    call_command("report", name, "--from", months[0], "--to", months[1], stdout=out)
    told = json.loads(out.getvalue())["rows"]
    assert [[row[column.name] for column in page.columns] for row in told] == wanted
    key = issue(name="Board", scopes=[ApiKey.Scope.REPORTS.value], by=SYSTEM, now=timezone.now())[1]
    by_api = Client().get(f"/api/v1/reports/{name}/", headers={"Authorization": f"Bearer {key}"}).json()
    assert [[row[column.name] for column in page.columns] for row in by_api["rows"]] == wanted


def test_a_workbook_has_the_headings_and_no_formula(reader, cases):
    with ZipFile(BytesIO(reader.get("/admin/reports/timeliness.xlsx").content)) as book:
        assert b"<t>Received</t>" in book.read("xl/sharedStrings.xml")
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_workbook_keeps_a_text_that_begins_like_a_formula_as_text():
    line = Line(("x",), ("=1+1",), (Cell("@SUM(A1)", "@SUM(A1)"),))
    table = Table((("name", "Name"),), (Column("said", "Said", ""),), (line,))
    with ZipFile(BytesIO(as_xlsx(table, title="Formulas"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        assert b"=1+1" in book.read("xl/sharedStrings.xml")


@pytest.mark.pango
def test_a_report_as_pdf_is_tagged_and_says_its_title(reader, cases):
    answer = reader.get("/admin/reports/complaints.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", answer.content, re.S)
    told = b"".join(zlib.decompress(stream) for stream in streams if stream.startswith(b"x"))
    assert b"/StructTreeRoot" in told
    assert b"Complaints by ground" in told


def test_where_pango_is_missing_a_sentence_says_what_to_install(reader, cases, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setattr("builtins.__import__", _without_pango(__import__))
    answer = reader.get("/admin/reports/complaints.pdf")
    assert answer.status_code == 503
    assert "libpango" in answer.content.decode()


def _without_pango(real):
    def imported(name, *rest):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)

    return imported


def test_a_case_counts_under_each_of_its_rights_and_once_in_the_total(reader, cases):
    table = reader.get("/admin/reports/rights/").context["table"]
    assert {line.codes[0]: line.cells[0].value for line in table.lines} == {"access": 2, "erasure": 1}
    assert table.total.cells[0].value == 2


def test_a_report_can_be_cut_and_filtered_by_its_address(reader, cases):
    table = reader.get("/admin/reports/timeliness/?by=place&procedure=complaint").context["table"]
    assert {line.codes: line.cells[0].value for line in table.lines} == {("DE",): 1, ("GB",): 1}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("by=shoe-size", "There is no cut"),
        ("procedure=lawsuit", "was left out"),
        ("place=Atlantis", "was left out"),
        ("known_on=soon", "is no day"),
        ("known_on=2026-10-01&by=ground", "does not tell ground"),
        ("from=2026-10&to=2026-09", "Exchange the two"),
    ],
)
def test_what_cannot_be_gets_a_sentence_a_file_and_the_api_refuse_it(reader, cases, query, words):
    answer = reader.get(f"/admin/reports/timeliness/?{query}")
    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert reader.get(f"/admin/reports/timeliness.csv?{query}").status_code == 400
    key = issue(name="Board", scopes=[ApiKey.Scope.REPORTS.value], by=SYSTEM, now=timezone.now())[1]
    refused = Client().get(f"/api/v1/reports/timeliness/?{query}", headers={"Authorization": f"Bearer {key}"})
    assert refused.status_code == 400


def test_a_past_day_is_counted_from_the_history_and_its_figures_lead_nowhere(reader, cases):
    answer = reader.get(f"/admin/reports/timeliness/?known_on={days_ago(55).isoformat()}")
    table = answer.context["table"]
    assert (table.total.cells[0].value, table.total.cells[0].address) == (1, "")
    assert "As it was known at the end of" in answer.content.decode()


def test_unknown_reports_are_404_and_the_command_names_those_that_are(reader):
    assert reader.get("/admin/reports/gossip/").status_code == 404
    assert reader.get("/admin/reports/gossip.csv").status_code == 404
    with pytest.raises(CommandError, match="timeliness"):
        call_command("report", "gossip")


@pytest.mark.parametrize("name", ["backlog", "complaints"])
def test_the_command_refuses_what_the_history_cannot_tell(name):
    with pytest.raises(CommandError, match="only kept as it is known now"):
        call_command("report", name, "--exact")


def test_figures_of_single_officers_are_shown_only_where_a_setting_allows_it(reader, cases, settings, officer):
    assert reader.get("/admin/reports/workload/").status_code == 404
    assert "There is no cut" in reader.get("/admin/reports/timeliness/?by=officer").content.decode()
    settings.REPORTS_BY_OFFICER = True
    table = reader.get("/admin/reports/workload/").context["table"]
    assert {line.heads[0]: line.cells[0].value for line in table.lines} == {str(officer): 1, "Nobody": 3}


def test_a_key_without_the_scope_and_a_call_without_a_key_read_no_report(cases):
    key = issue(name="Shop", scopes=[ApiKey.Scope.READ.value], by=SYSTEM, now=timezone.now())[1]
    for name in ("", "timeliness/"):
        assert Client().get(f"/api/v1/reports/{name}").status_code == 401
        assert Client().get(f"/api/v1/reports/{name}", headers={"Authorization": f"Bearer {key}"}).status_code == 403


def test_the_api_names_the_reports_and_answers_unknown_ones_with_404():
    key = issue(name="Board", scopes=[ApiKey.Scope.REPORTS.value], by=SYSTEM, now=timezone.now())[1]
    headers = {"Authorization": f"Bearer {key}"}
    assert [one["name"] for one in Client().get("/api/v1/reports/", headers=headers).json()["reports"]] == NAMES
    assert Client().get("/api/v1/reports/gossip/", headers=headers).status_code == 404


def test_arrivals_and_letters_are_counted_by_month_and_end(reader, cases):
    letters = reader.get("/admin/reports/letters/").context["table"]
    assert letters.total.cells[0].value == Case.objects.get(pk=cases[0].pk).letters.count()
    assert reader.get("/admin/reports/quarantine/").context["table"].lines == ()


def test_the_overview_tells_of_the_period_before_and_of_what_is_overdue(reader, cases):
    make_request(days_ago(400))
    page = reader.get(f"/admin/reports/?from={days_ago(60):%Y-%m}&to={days_ago(0):%Y-%m}").content.decode()
    assert "The next 30 days" in page
    assert "overdue today" in page
