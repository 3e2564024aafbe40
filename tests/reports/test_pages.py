"""The manager's pages: who may read them, that each figure leads to its cases, and that nobody is named."""

import csv
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from cases.models import Case
from cases.places import local_day
from cases.services.clock import meet_duty
from cases.words import SYSTEM
from law.words import Duty
from reports.chart import chart_svg, y_ticks
from reports.definitions import BY_NAME
from reports.figures import Tally, figures_of
from reports.kept import ALWAYS
from reports.period import months_before
from tests.builders import make_complaint, make_request, noon
from tests.reports.counting import brought

pytestmark = pytest.mark.django_db
OVERVIEW, LIST = "/admin/reports/", "/admin/reports/cases/"
PAGES = (
    OVERVIEW,
    f"{LIST}?figure=received",
    "/admin/reports/timeliness.csv",
    "/admin/reports/cases.csv?figure=received",
)


def today():
    return local_day(place="", moment=timezone.now())


def days_ago(count):
    return today() - timedelta(days=count)


@pytest.fixture
def cases():
    """One answered in time, one answered late, one overdue, one new; received over the last months."""
    in_time, late = make_request(days_ago(60)), make_complaint(days_ago(90))
    for case, on in ((in_time, days_ago(50)), (late, days_ago(20))):
        meet_duty(case=case, duty=Duty.RESPOND, on=on, by=SYSTEM, now=noon(on.year, on.month, on.day))
    return in_time, late, make_request(days_ago(70)), make_complaint(days_ago(1))


@pytest.fixture
def reader(client, manager):
    """A manager who is logged in."""
    client.force_login(manager)
    return client


def text(answer):
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return raw.decode("utf-8-sig")


def rows(answer):
    return list(csv.DictReader(text(answer).splitlines()))


# Who may read.


@pytest.mark.parametrize("address", PAGES)
def test_nobody_reads_a_report_without_logging_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("address", PAGES)
def test_staff_without_the_permission_are_refused(client, stranger, officer, address):
    for user in (stranger, officer):
        client.force_login(user)
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_managers_and_the_data_protection_officer_read(client, manager, dpo, address):
    for user in (manager, dpo):
        client.force_login(user)
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_reading_is_all_that_a_report_takes(reader, address):
    assert reader.post(address).status_code == 405


# What is shown.


def test_the_page_shows_the_figures_and_a_chart_with_its_words(reader, cases):
    page = text(reader.get(OVERVIEW))
    assert "33.3 %" in page  # one in time, one late, one overdue
    assert 'role="img"' in page
    assert "4 received, 2 answered, 1 of them in time" in page


def test_every_figure_of_the_page_leads_to_a_list_of_as_many_cases(reader, cases):
    page = text(reader.get(OVERVIEW))
    links = re.findall(r'<a href="(/admin/reports/cases/\?[^"]+)"[^>]*>(\d+)', page)
    assert len(links) > 20
    for address, number in links:
        answer = reader.get(address.replace("&amp;", "&"))
        assert answer.context["pages"].paginator.count == int(number), address
        assert len(answer.context["lines"]) == int(number)


def test_no_page_names_anyone_or_tells_what_they_wrote(reader, cases):
    for address in PAGES:
        shown = text(reader.get(address))
        for secret in ("Renate", "Conrad", "example.com", "copy of my data", "advertising"):
            assert secret not in shown


def test_a_list_says_when_each_case_was_due_by_what_and_how_many_days_over_it_is(reader, cases):
    _, late, overdue, _ = cases
    late.refresh_from_db()
    overdue.refresh_from_db()
    lines = {line.reference: line for line in reader.get(f"{LIST}?figure=late").context["lines"]}
    assert set(lines) == {late.reference, overdue.reference}
    assert lines[overdue.reference].days_over == (today() - overdue.answer_due_on).days
    assert lines[overdue.reference].due_by == "law"
    assert lines[late.reference].due_by == "promise"  # no law sets a date for a complaint in Germany
    assert lines[late.reference].days_over == (days_ago(20) - late.answer_target_on).days


def test_a_list_about_the_promise_counts_days_over_from_the_promise(reader, cases):
    overdue = cases[2]
    overdue.refresh_from_db()
    lines = {line.reference: line for line in reader.get(f"{LIST}?figure=late_promise").context["lines"]}
    assert lines[overdue.reference].due_on == overdue.answer_target_on


def test_a_case_in_time_is_no_days_over(reader, cases):
    lines = reader.get(f"{LIST}?figure=in_time").context["lines"]
    assert [line.days_over for line in lines] == [None]


def test_restricted_cases_are_counted_and_listed_only_for_who_may_see_them(client, manager, dpo, cases):
    Case.objects.filter(pk=cases[0].pk).update(restricted=True)
    client.force_login(manager)
    page = client.get(f"{LIST}?figure=received")
    assert cases[0].reference not in text(page)
    assert "A few cases that are closed to you, fewer than 5, are counted too and not listed here." in text(page)
    assert len(rows(client.get("/admin/reports/cases.csv?figure=received"))) == 3
    assert "4 received" in text(client.get(OVERVIEW))
    client.force_login(dpo)
    assert cases[0].reference in text(client.get(f"{LIST}?figure=received"))


@pytest.mark.parametrize("narrow", ["place=DE", "channel=mail", "from=2026-09-03&to=2026-09-03"])
def test_a_narrow_list_says_the_same_whether_a_closed_case_is_in_it_or_not(client, manager, narrow):
    client.force_login(manager)
    asked = f"{LIST}?figure=received&{narrow}"
    case = make_request(date(2026, 9, 3), place="DE")
    Case.objects.update(restricted=True)
    with_it = client.get(asked).context
    assert (with_it["lines"], with_it["pages"].paginator.count) == ([], 0)
    Case.objects.filter(pk=case.pk).update(restricted=False)
    without = client.get(asked).context
    assert [line.reference for line in without["lines"]] == [case.reference]
    assert with_it["kept"] == without["kept"] == ALWAYS


def test_many_closed_cases_are_counted_exactly_and_none_are_not_spoken_of(client, manager, cases):
    client.force_login(manager)
    assert client.get(f"{LIST}?figure=received").context["kept"] == ""
    for _ in range(2):
        make_request(date(2026, 9, 3))
    Case.objects.update(restricted=True)
    said = client.get(f"{LIST}?figure=received").context["kept"]
    assert said == "6 cases that are closed to you are counted too and not listed here."


def test_only_who_works_on_cases_may_open_them_from_a_list(client, manager, dpo, cases):
    address = reverse("admin:case", args=[cases[0].reference])
    client.force_login(manager)
    page = text(client.get(f"{LIST}?figure=received"))
    assert cases[0].reference in page
    assert address not in page
    client.force_login(dpo)
    assert f'<a href="{address}">{cases[0].reference}</a>' in text(client.get(f"{LIST}?figure=received"))


def test_a_long_list_has_pages(reader):
    for _ in range(3):
        make_request(days_ago(3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reports.views.LINES_PER_PAGE", 2)
        first, second = (reader.get(f"{LIST}?figure=received&page={page}") for page in (1, 2))
        beyond = reader.get(f"{LIST}?figure=received&page=1e9")
    assert (len(first.context["lines"]), len(second.context["lines"])) == (2, 1)
    assert "Page 1 of 2" in text(first)
    assert beyond.status_code == 200


def test_a_period_without_cases_says_so(reader):
    assert "No case was received in this period." in text(reader.get(OVERVIEW))
    assert "No case to list." in text(reader.get(f"{LIST}?figure=late"))


def test_every_figure_is_explained_on_the_page(reader):
    page = text(reader.get(OVERVIEW))
    for definition in BY_NAME.values():
        assert escape(definition.words) in page


# What is asked for wrongly.


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-10&to=2026-09", "Exchange the two"),
        ("from=soon", "is no month or day"),
        ("from=%3Cscript%3E", "&lt;script&gt;"),
        ("from=1999-01", "more than ten years"),
        ("from=2999-01", "still to come"),
        ("to=0001-01", "is no month or day"),
    ],
)
def test_a_period_that_cannot_be_gets_a_sentence_and_the_usual_one(reader, cases, query, words):
    page = reader.get(f"{OVERVIEW}?{query}")
    assert page.status_code == 200
    assert words in text(page)
    assert "4 received" in text(page)
    assert reader.get(f"/admin/reports/timeliness.csv?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["", "figure=names", "figure=late&procedure=all", "figure=late&from=x", "figure=late&from=2026-02-30"]
)
def test_a_list_of_nothing_that_exists_is_404(reader, query):
    assert reader.get(f"{LIST}?{query}").status_code == 404
    assert reader.get(f"/admin/reports/cases.csv?{query}").status_code == 404


# Files.


def test_the_table_as_csv_has_the_figures_of_the_page_and_the_totals(reader, cases):
    answer = reader.get("/admin/reports/timeliness.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="timeliness-')
    table = rows(answer)
    assert table[-1]["month"] == "total"
    assert (table[-1]["received"], table[-1]["overdue"], table[-1]["share_in_time"]) == ("4", "1", "33.3")
    assert sum(int(row["received"]) for row in table[:-1]) == 4


def test_a_page_without_small_numbers_and_its_files_say_the_same(reader, cases):
    page = reader.get("/admin/reports/timeliness/?masked=1").context
    assert {cell.value for line in page["table"].lines for cell in line.cells if isinstance(cell.value, int)} == {0}
    csv_file = next(address for words, address in page["downloads"] if words == "CSV")
    rows = list(csv.reader(b"".join(reader.get(csv_file).streaming_content).decode("utf-8-sig").splitlines()))
    shown = [["" if cell.value is None else str(cell.value) for cell in line.cells] for line in page["table"].lines]
    assert [row[2:] for row in rows[1:-1]] == shown
    assert all("masked=1" in address for _, address in page["downloads"])


def test_a_list_as_csv_has_its_cases(reader, cases):
    table = rows(reader.get("/admin/reports/cases.csv?figure=overdue"))
    assert [row["reference"] for row in table] == [cases[2].reference]
    assert date.fromisoformat(table[0]["due_on"]) < today()


# How it is made.


def test_pages_need_no_inline_style_or_script(reader, cases):
    for address in PAGES[:2]:
        page = text(reader.get(address))
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)


def test_pages_take_as_many_queries_for_one_case_as_for_many(reader):
    make_request(days_ago(3))
    addresses = (OVERVIEW, f"{LIST}?figure=received")
    before = [_queries(reader, address) for address in addresses]
    for count in range(6):
        make_complaint(days_ago(30 * count))
    assert [_queries(reader, address) for address in addresses] == before
    assert max(before) <= 20  # three of them are about teams


def _queries(reader, address):
    reader.get(address)  # takes in what is new
    with CaptureQueriesContext(connection) as seen:
        assert reader.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (21, [0, 5, 10, 15, 20, 25]),
        (1000, [0, 200, 400, 600, 800, 1000]),
    ],
)
def test_the_chart_counts_in_whole_round_numbers(highest, ticks):
    assert y_ticks(highest) == ticks


def test_the_chart_of_many_months_writes_only_some_of_them():
    figures = figures_of([Tally(Counter(received=5, answered=5, in_time=4))], as_of=date(2026, 12, 1))
    svg = chart_svg([(months_before(date(2026, 12, 1), 59 - n), figures) for n in range(60)], label="Sixty months")
    assert len(re.findall(r">[A-Z][a-z]{2} \d\d<", svg)) == 12
    assert 'aria-label="Sixty months"' in svg
    assert chart_svg([], label="") == ""


def test_all_charts_of_a_page_are_shown_at_one_size_of_type(reader, cases):
    page = reader.get("/admin/reports/").content.decode()
    charts = re.findall(r'<svg [^>]*class="chart"[^>]*>', page)
    drawn = [re.search(r'viewBox="0 \d+ (\d+) (\d+)"', svg).groups() for svg in charts]
    shown = [tuple(re.search(rf' {side}="(\d+)"', svg)[1] for side in ("width", "height")) for svg in charts]
    assert drawn
    assert drawn == shown


def test_overview_of_some_cases_asks_for_their_figures_once_for_table_and_chart(reader, cases):
    brought(as_of=today())
    with CaptureQueriesContext(connection) as seen:
        reader.get("/admin/reports/?channel=mail")
    counted = [one["sql"] for one in seen if "n_received" in one["sql"]]
    assert len(counted) == 2  # the period, and the year before it
