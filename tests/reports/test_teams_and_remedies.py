"""The pages of teams, reasons for lateness and remedies: what leads where, what files and API give, who is told an owner."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case
from cases.places import local_day
from cases.services.clock import meet_duty
from cases.services.lateness import WhyLate, explain_lateness
from cases.services.work import give_to_team
from cases.words import SYSTEM, LateReason
from complaints.models import Remedy
from complaints.services.remedies import carry_out, set_remedy
from intake.api.keys import issue
from intake.models import ApiKey
from law.words import Duty
from reports.ahead import look_ahead
from tests.builders import make_complaint, make_request, make_team, noon
from tests.reports.counting import brought

pytestmark = pytest.mark.django_db


def days_ago(count):
    return local_day(place="", moment=timezone.now()) - timedelta(days=count)


def at(day):
    return noon(day.year, day.month, day.day)


@pytest.fixture
def reader(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def europe(officer):
    """A team with an overdue case whose reason is known, one answered late without a reason, and one that is open."""
    team = make_team("Europe", officer)
    overdue, late, fresh = (make_request(days_ago(age)) for age in (60, 70, 5))
    for case in (overdue, late, fresh):
        give_to_team(case=case, team=team, by=SYSTEM, now=timezone.now())
    explain_lateness(case=overdue, why=WhyLate(LateReason.SEARCH), officer=officer, now=timezone.now())
    on = days_ago(3)
    meet_duty(case=late, duty=Duty.RESPOND, on=on, by=SYSTEM, now=at(on))
    return team


@pytest.fixture
def remedies(officer):
    """Three remedies of one complaint: open and overdue, open, done in time."""
    case = make_complaint(days_ago(40))
    made = [
        set_remedy(
            case=case, what="Mend it.", owner=officer, due_on=days_ago(due), officer=officer, now=at(days_ago(30))
        )
        for due in (10, -10, 20)
    ]
    carry_out(remedy=made[2], on=days_ago(21), how="", officer=officer, now=timezone.now())
    return made


def values(table):
    return {line.heads[0]: [cell.value for cell in line.cells] for line in [*table.lines, table.total]}


def test_without_teams_there_is_no_report_no_cut_and_no_filter_of_them(reader):
    make_request(days_ago(5))
    assert reader.get("/admin/reports/teams/").status_code == 404
    page = reader.get("/admin/reports/timeliness/?by=team").content.decode()
    assert "There is no cut" in page
    assert "Team" not in page
    assert "Workload by team" not in reader.get("/admin/reports/").content.decode()


def test_team_page_tells_load_and_pace_with_alarms_and_each_count_leads_to_its_cases(reader, europe):
    make_request(days_ago(4))
    answer = reader.get("/admin/reports/teams/")
    table = answer.context["table"]
    assert values(table)["Europe"][:4] == [3, 0, 1, 0.1]
    assert values(table)["No team"][0] == 1
    assert table.alarms[0] == "Europe: 1 answer is overdue today."
    for line in table.lines:
        for cell in line.cells:
            if cell.address:
                assert reader.get(cell.address).context["pages"].paginator.count == cell.value


def test_team_page_takes_as_many_queries_for_one_case_as_for_many(reader, europe):
    counts = []
    for _ in range(2):
        brought(as_of=days_ago(0))
        with CaptureQueriesContext(connection) as seen:
            assert reader.get("/admin/reports/teams/").status_code == 200
        counts.append(len(seen))
        for _ in range(5):
            give_to_team(case=make_request(days_ago(9)), team=europe, by=SYSTEM, now=timezone.now())
    assert counts[0] == counts[1] <= 16


def test_overview_of_a_team_holds_what_it_owes_against_its_own_pace(reader, europe):
    for _ in range(3):
        make_request(days_ago(20))
    page = reader.get(f"/admin/reports/?team={europe.pk}")
    assert page.context["table"].total.cells[0].value == 3
    assert (page.context["ahead"].overdue, page.context["ahead"].due) == (1, 1)
    brought(as_of=days_ago(0))
    with CaptureQueriesContext(connection) as seen:
        ahead = look_ahead(as_of=days_ago(0), filters=(("team", str(europe.pk)),))
    assert (len(seen), ahead.of_team, ahead.pace) == (2, True, 0.1)


def test_filters_that_a_page_offers_leave_what_they_say_and_stay_chosen(reader, europe):
    make_complaint(days_ago(7))
    page = reader.get("/admin/reports/timeliness/", {"team": europe.pk, "reason": "search", "place": "", "from": ""})
    assert page.context["table"].total.cells[0].value == 1
    html = page.content.decode()
    assert f'<option value="{europe.pk}" selected>Europe</option>' in html
    assert '<option value="search" selected>The search took longer</option>' in html
    assert reader.get("/admin/reports/timeliness/?team=-").context["table"].total.cells[0].value == 1
    for wrong in ("9" * 30, "x", "7777"):
        assert reader.get("/admin/reports/timeliness/", {"team": wrong}).status_code == 200


def test_reasons_lead_to_their_late_cases_and_a_period_without_any_says_so(reader, europe):
    table = reader.get("/admin/reports/lateness/").context["table"]
    assert {line.heads[0]: line.cells[0].value for line in table.lines} == {"The search took longer": 1, "Not said": 1}
    for line in table.lines:
        assert reader.get(line.cells[0].address).context["pages"].paginator.count == 1
    assert "No answer was late" in reader.get("/admin/reports/lateness/?from=2020-01&to=2020-02").content.decode()
    offered = [code for code, _ in reader.get("/admin/reports/lateness/").context["cuts"]]
    assert offered[:4] == ["reason", "reason,procedure", "reason,regime", "month,reason"]


def test_what_is_published_says_no_alarm_and_no_pace_of_few(reader, europe):
    table = reader.get("/admin/reports/teams/?masked=1").context["table"]
    assert table.alarms == ()
    assert table.lines[0].cells[3].words == "not shown"


def test_teams_and_remedies_are_had_as_files_by_command_and_by_api_also_for_past_days(reader, europe, remedies, capsys):
    key = issue(name="Board", scopes=[ApiKey.Scope.REPORTS.value], by=SYSTEM, now=timezone.now())[1]
    headers = {"Authorization": f"Bearer {key}"}
    yesterday = days_ago(1).isoformat()
    for name, head in (("teams", "Europe"), ("remedies", f"{days_ago(-10):%Y-%m}")):
        lines = b"".join(reader.get(f"/admin/reports/{name}.csv").streaming_content).decode("utf-8-sig")
        assert head in [row[0] for row in csv.reader(StringIO(lines))]
        assert Client().get(f"/api/v1/reports/{name}/", headers=headers).json()["rows"]
        past = Client().get(f"/api/v1/reports/{name}/?known_on={yesterday}", headers=headers).json()
        assert past["as_of"] == yesterday
        call_command("report", name, "--exact")
        assert '"basis": "events"' in capsys.readouterr().out
        page = reader.get(f"/admin/reports/{name}/?known_on={yesterday}")
        assert "from the history alone" in page.content.decode()


def test_remedies_stand_below_complaints_and_each_count_leads_to_its_remedies(reader, remedies):
    page = reader.get("/admin/reports/complaints/")
    other, table = page.context["beside"]
    assert (other.name, values(table)["All"]) == ("remedies", [3, 2, 1, 1, 0])
    assert "Is what we promised to put right" in page.content.decode()
    for line in table.lines:
        for cell in line.cells:
            if cell.address:
                assert reader.get(cell.address).context["pages"].paginator.count == cell.value


def test_owner_of_a_remedy_is_named_to_who_may_open_the_case_or_where_a_setting_allows_it(
    reader, remedies, lead, settings
):
    listed = "/admin/reports/remedies/list/?figure=open"
    assert [(line.owner, line.may_open) for line in reader.get(listed).context["lines"]] == [("", False)] * 2
    desk = Client()
    desk.force_login(lead)
    lines = desk.get(listed).context["lines"]
    assert [(line.owner, line.days_over) for line in lines] == [("officer", 10), ("officer", None)]
    settings.REPORTS_BY_OFFICER = True
    assert [line.owner for line in reader.get(listed).context["lines"]] == ["officer"] * 2


def test_remedies_of_restricted_cases_are_counted_and_not_listed(reader, remedies):
    Case.objects.update(restricted=True)
    page = reader.get("/admin/reports/remedies/list/?figure=promised")
    assert page.context["lines"] == []
    assert "A few remedies of cases that are closed to you, fewer than 5, are counted too" in page.content.decode()


def test_remedy_list_costs_the_same_queries_for_few_and_many(reader, remedies, officer):
    counts = []
    for _ in range(2):
        brought(as_of=days_ago(0))
        with CaptureQueriesContext(connection) as seen:
            reader.get("/admin/reports/remedies/list/?figure=promised")
        counts.append(len(seen))
        case = make_complaint(days_ago(20))
        for _ in range(5):
            set_remedy(
                case=case, what="Mend it.", owner=officer, due_on=days_ago(0), officer=officer, now=timezone.now()
            )
    assert Remedy.objects.count() == 13
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(
    "query", ["", "figure=gossip", "figure=open&month=soon", "figure=open&place=Atlantis", "figure=late"]
)
def test_list_of_remedies_that_cannot_be_is_not_there(reader, remedies, query):
    assert reader.get(f"/admin/reports/remedies/list/?{query}").status_code == 404
