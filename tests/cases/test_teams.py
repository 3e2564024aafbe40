"""Teams: whose work a case is, how it comes to a team, and who of a team is told of its dates."""

from datetime import date

import pytest

from cases.errors import Refused
from cases.models import Case, User
from cases.selectors import notices_for
from cases.services.watch import watch_dates
from cases.services.work import assign, give_to_team
from tests.builders import make_request, make_team, noon

pytestmark = pytest.mark.django_db
NOW = noon(2026, 9, 4)


def moves(case):
    """Give the teams that the case went through, from its history."""
    return [(event.payload.get("old"), event.payload["new"]) for event in case.events.filter(kind="given_to_team")]


def give(case, officer, by):
    assign(case=case, officer=officer, by=by.actor, now=NOW)
    case.refresh_from_db()
    return case.team


def other_lead(lead):
    """Give another team lead."""
    other = User.objects.create_user(username="other-lead", is_staff=True)
    other.user_permissions.set(lead.user_permissions.all())
    return User.objects.get(pk=other.pk)


def told(user):
    """Give the cases that someone has notices of."""
    return {notice.case for notice in notices_for(User.objects.get(pk=user.pk), now=noon(2026, 9, 29))}


def test_without_teams_a_case_has_none_and_its_history_says_nothing_of_it(officer, lead):
    case = make_request()
    assert give(case, officer, lead) is None
    assert moves(case) == []


def test_case_goes_to_the_team_of_its_officer_once(officer, lead):
    europe, case = make_team("Europe", officer), make_request()
    assert give(case, officer, lead) == europe
    give(case, officer, lead)
    assert moves(case) == [(None, europe.pk)]


def test_officer_of_two_teams_leaves_the_case_with_the_one_it_has_and_brings_another_to_their_first(officer, lead):
    first, second = make_team("Americas", officer), make_team("Europe", officer)
    case, fresh = make_request(), make_request()
    give_to_team(case=case, team=second, by=lead.actor, now=NOW)
    assert (give(case, officer, lead), give(fresh, officer, lead)) == (second, first)


def test_officer_of_no_team_leaves_the_case_with_the_one_it_has(officer, dpo):
    europe, case = make_team("Europe", officer), make_request()
    give(case, officer, dpo)
    assert give(case, dpo, dpo) == europe
    assert give(case, None, dpo) == europe


def test_case_given_to_a_team_waits_there_for_an_officer(officer, lead):
    europe, americas, case = make_team("Europe", officer), make_team("Americas"), make_request()
    give(case, officer, lead)
    give_to_team(case=case, team=americas, by=lead.actor, now=NOW)
    case = Case.objects.get()
    assert (case.officer, case.team) == (None, americas)
    assert moves(case) == [(None, europe.pk), (europe.pk, americas.pk)]


def test_team_that_is_not_active_gets_no_cases(officer, lead):
    europe, case = make_team("Europe", officer), make_request()
    europe.is_active = False
    europe.save()
    with pytest.raises(Refused, match="gets no cases any more"):
        give_to_team(case=case, team=europe, by=lead.actor, now=NOW)
    assert give(case, officer, lead) is None


def test_leads_are_told_of_their_teams_cases_and_all_leads_of_those_without_a_team(officer, lead):
    other = other_lead(lead)
    make_team("Europe", officer, led_by=lead)
    ours, nobodys = make_request(date(2026, 9, 3), acknowledged=True), make_request(date(2026, 9, 3), acknowledged=True)
    give(ours, officer, lead)
    watch_dates(now=noon(2026, 9, 28))
    assert (told(lead), told(other)) == ({ours, nobodys}, {nobodys})


def test_all_leads_are_told_of_a_team_that_nobody_leads_any_more(officer, lead):
    other = other_lead(lead)
    europe = make_team("Europe", officer, led_by=lead)
    case = make_request(date(2026, 9, 3), acknowledged=True)
    give(case, officer, lead)
    watch_dates(now=noon(2026, 9, 28))
    europe.memberships.filter(person=lead).delete()
    assert told(other) == {case}


def test_who_leads_a_team_is_told_though_they_lead_nobody_else(officer, lead):
    make_team("Europe", led_by=officer)
    case = make_request(date(2026, 9, 3), acknowledged=True)
    give(case, officer, lead)
    watch_dates(now=noon(2026, 9, 28))
    assert {notice.for_leads for notice in notices_for(officer, now=noon(2026, 9, 29))} == {True, False}
