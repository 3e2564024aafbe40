"""Teams at the desk: given to, listed, filtered by, kept by administrators; without teams nothing of it is seen."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Team, User
from cases.services.work import assign, give_to_team
from tests.builders import make_request, make_team, noon
from tests.desk.papers import Sit

QUEUE = "/admin/queue/"


def act(case: Case) -> str:
    """Give the address at which a case is assigned."""
    return reverse("admin:act_assign", args=[case.reference])


def shown(browser: Client, **asked: str | int) -> set[str]:
    """Give the references that the queue shows."""
    return {row.case.reference for row in browser.get(QUEUE, asked).context["page"].rows}


def given(case: Case, team: Team, by: User) -> Case:
    """Give a case to a team."""
    give_to_team(case=case, team=team, by=by.actor, now=noon(2026, 9, 4))
    return case


def test_where_there_are_no_teams_no_page_speaks_of_them(request_case: Case, lead: User, sit: Sit) -> None:
    browser = sit(lead)
    for address in (QUEUE, act(request_case), reverse("admin:case", args=[request_case.reference])):
        page = browser.get(address)
        assert "officer or team" not in page.content.decode().lower()
    assert "team" not in browser.get(QUEUE).context["form"].fields


def test_case_is_given_to_an_officer_named_with_their_team_or_to_a_team(
    request_case: Case, officer: User, lead: User, sit: Sit
) -> None:
    europe, browser = make_team("Europe", officer), sit(lead)
    choices = dict(browser.get(act(request_case)).context["form"].fields["officer"].choices)
    assert (str(officer.pk), "officer, Europe") in choices["Officers"]
    assert choices["Teams"] == [(f"team-{europe.pk}", "Europe")]
    page = browser.post(act(request_case), {"officer": f"team-{europe.pk}"}, follow=True).content.decode()
    assert "The case is with Europe: nobody of it has it yet." in page
    assert "Given to the team “Europe”" in page
    page = browser.post(act(request_case), {"officer": officer.pk}, follow=True).content.decode()
    assert "With officer, Europe" in page


@pytest.mark.parametrize("chosen", ["team-999", "team-x", "999999999999999999999", "nobody"])
def test_who_does_not_exist_is_refused_in_words(request_case: Case, chosen: str, at_desk: Client) -> None:
    answer = at_desk.post(act(request_case), {"officer": chosen})
    assert answer.context["form"].errors["officer"] == ["That is not one of those listed. Choose again."]


def test_team_that_stopped_a_moment_ago_is_not_offered(request_case: Case, at_desk: Client) -> None:
    team = make_team("Europe")
    Team.objects.update(is_active=False)
    assert at_desk.post(act(request_case), {"officer": f"team-{team.pk}"}).context["form"].errors


def test_many_cases_are_given_to_a_team_and_what_it_has_stays(officer: User, lead: User, sit: Sit) -> None:
    europe, cases = make_team("Europe", officer), [make_request() for _ in range(3)]
    given(cases[0], europe, lead)
    assign(case=cases[1], officer=officer, by=lead.actor, now=noon(2026, 9, 4))
    asked = {"act": "assign", "case": [case.reference for case in cases], "officer": f"team-{europe.pk}"}
    verdicts = {v.case: (v.may, v.words) for v in sit(lead).post(f"{QUEUE}many/", asked).context["verdicts"]}
    assert verdicts == {
        cases[0]: (False, "Europe has it already."),
        cases[1]: (True, "From officer to Europe."),
        cases[2]: (True, "From nobody to Europe."),
    }
    sit(lead).post(f"{QUEUE}many/", {**asked, "step": "do"})
    assert Case.objects.filter(team=europe, officer__isnull=True).count() == 3


def test_view_team_shows_the_cases_of_my_teams_and_to_who_is_in_none_what_has_an_officer(
    officer: User, lead: User, dpo: User, sit: Sit
) -> None:
    europe, americas, asia = (make_team(name) for name in ("Europe", "Americas", "Asia"))
    for team in (europe, americas):
        team.memberships.create(person=officer)
    ours, theirs, far, nobodys = (make_request() for _ in range(4))
    given(ours, europe, lead)
    given(theirs, americas, lead)
    given(far, asia, lead)
    assign(case=nobodys, officer=dpo, by=dpo.actor, now=noon(2026, 9, 4))
    assert shown(sit(officer), view="team") == {ours.reference, theirs.reference}
    assert shown(sit(lead), view="team") == {nobodys.reference}


def test_queue_is_narrowed_to_a_team_or_to_cases_of_none(lead: User, at_desk: Client) -> None:
    europe, cases = make_team("Europe"), [make_request() for _ in range(2)]
    given(cases[0], europe, lead)
    assert shown(at_desk, team=europe.pk) == {cases[0].reference}
    assert shown(at_desk, team="nobody") == {cases[1].reference}
    assert "Team: that is not one of those listed" in at_desk.get(QUEUE, {"team": "7777"}).content.decode()


@pytest.mark.parametrize("count", [3, 30])
def test_view_team_costs_the_same_queries_for_few_and_many(
    count: int, officer: User, lead: User, at_desk: Client
) -> None:
    europe = make_team("Europe", officer)
    for _ in range(count):
        given(make_request(), europe, lead)
    with CaptureQueriesContext(connection) as captured:
        assert len(shown(at_desk, view="team")) == count
    assert len(captured) <= 11


def test_file_of_a_case_with_a_team_costs_one_query_more(officer: User, lead: User, at_desk: Client) -> None:
    europe, without, case = make_team("Europe", officer), make_request(), make_request()
    given(case, europe, lead)
    counts = []
    for one in (without, case):
        with CaptureQueriesContext(connection) as captured:
            at_desk.get(reverse("admin:case", args=[one.reference]))
        counts.append(len(captured))
    assert counts[1] <= counts[0] + 2  # the names of the teams, and of the lead who gave it
    assert counts[1] <= 15


def test_administrator_makes_a_team_and_the_admin_keeps_who_did(administrator: User, officer: User, sit: Sit) -> None:
    browser = sit(administrator)
    address = reverse("admin:cases_team_add")
    page = browser.get(address).content.decode()
    assert " style=" not in page
    answer = browser.post(
        address,
        {
            "name": "Europe",
            "is_active": "on",
            "memberships-TOTAL_FORMS": "1",
            "memberships-INITIAL_FORMS": "0",
            "memberships-0-person": officer.pk,
            "memberships-0-leads": "on",
        },
    )
    assert answer.status_code == 302
    assert [str(one) for one in Team.objects.get().memberships.all()] == ["officer in Europe, leads it"]
    assert LogEntry.objects.get().user == administrator
    assert "officer" in browser.get(reverse("admin:cases_team_changelist")).content.decode()


def test_team_is_never_deleted_and_only_people_who_work_on_cases_are_offered(
    administrator: User, officer: User, manager: User, sit: Sit
) -> None:
    team, browser = make_team("Europe"), sit(administrator)
    assert browser.get(reverse("admin:cases_team_delete", args=[team.pk])).status_code == 403
    form = browser.get(reverse("admin:cases_team_change", args=[team.pk])).context["inline_admin_formsets"][0]
    offered = form.formset.forms[0].fields["person"].queryset
    assert (officer in offered, manager in offered) == (True, False)


def test_take_brings_the_case_to_my_team(request_case: Case, officer: User, at_desk: Client) -> None:
    europe = make_team("Europe", officer)
    at_desk.post(reverse("admin:take", args=[request_case.reference]))
    request_case.refresh_from_db()
    assert (request_case.officer, request_case.team) == (officer, europe)
