"""The laws of one case: an officer adds or takes one away, a contract promises more, an administrator confirms a figure."""

from dataclasses import replace
from datetime import date

import pytest

from cases.errors import NotOpen, Refused
from cases.lifecycle import State
from cases.models import CaseLaw, ConfirmedFigure
from cases.organisation import organisation
from cases.selectors import answer_by
from cases.services.ending import end_without_decision
from cases.services.figures import confirm_figure, take_back_confirmation
from cases.services.laws import choose_law, drop_contract, promise_by_contract
from cases.services.recomputing import recompute_some
from cases.services.verify import verify_history
from cases.words import LawChoice
from law import regimes
from tests.builders import make_request, noon

pytestmark = pytest.mark.django_db

NOW = noon(2026, 9, 4)


@pytest.fixture
def administrator(django_user_model):
    return django_user_model.objects.create_superuser(username="admin", password="admin-password")


def choose(case, officer, regime="us-ca-ccpa", choice=LawChoice.APPLIES, reason="She moved there in August."):
    choose_law(case=case, regime=regime, choice=choice, reason=reason, officer=officer, now=NOW)


def laws(case):
    return {law["regime"] for law in case.regimes}


def test_an_officer_adds_a_law_with_a_reason_and_its_dates_are_computed(officer):
    case = make_request(place="DE")
    choose(case, officer)
    assert laws(case) == {"eu-gdpr", "us-ca-ccpa"}
    assert case.deadlines.get(regime="us-ca-ccpa", duty="respond").due_on == date(2026, 10, 18)
    event = case.events.get(kind="law_chosen")
    assert (event.payload["regime"], event.payload["choice"]) == ("us-ca-ccpa", "applies")
    assert "moved" not in str(event.payload)


def test_a_law_taken_away_leaves_the_promise_to_rule_and_the_place_decides_again_when_told(officer):
    case = make_request(place="DE")
    choose(case, officer, "eu-gdpr", LawChoice.DOES_NOT, "A test account of ours.")
    assert (laws(case), case.due_on) == (set(), None)
    assert case.events.filter(kind="date_moved").exists()
    choose(case, officer, "eu-gdpr", LawChoice.BY_PLACE, "It was a person after all.")
    assert (laws(case), case.due_on) == ({"eu-gdpr"}, date(2026, 10, 5))
    assert not CaseLaw.objects.exists()
    assert verify_history().problem == ""


def test_a_duty_that_was_met_is_met_under_a_law_that_is_added_later(officer):
    case = make_request(place="DE", acknowledged=True)
    choose(case, officer)
    assert case.deadlines.get(regime="us-ca-ccpa", duty="acknowledge").met_on is not None


@pytest.mark.parametrize(
    ("regime", "choice", "reason", "sentence"),
    [
        ("us-ca-ccpa", LawChoice.APPLIES, " ", "Say why"),
        ("atlantis", LawChoice.APPLIES, "x", "Unknown law 'atlantis'; accepted are"),
        ("cl-21719", LawChoice.APPLIES, "x", "was not in force on 3 September 2026"),
        ("eu-gdpr", LawChoice.BY_PLACE, "x", "Nobody has chosen"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_and_changes_nothing(officer, regime, choice, reason, sentence):
    case = make_request(place="DE")
    events = case.events.count()
    with pytest.raises(Refused, match=sentence):
        choose(case, officer, regime, choice, reason)
    assert (CaseLaw.objects.count(), case.events.count()) == (0, events)


def test_an_ended_case_keeps_its_laws(officer):
    case = make_request(place="DE")
    end_without_decision(case=case, to=State.WITHDRAWN, reason="x", officer=officer, now=NOW)
    with pytest.raises(NotOpen):
        choose(case, officer)


def contract(case, officer, days=10, citation="Services agreement, clause 9.2"):
    promise_by_contract(case=case, days=days, citation=citation, officer=officer, now=NOW)


def test_a_contract_s_stricter_promise_is_the_date_that_the_person_is_told(officer):
    case = make_request(received_on=date(2026, 9, 3), place="DE")
    contract(case, officer)
    told = answer_by(case)
    assert (told.on, told.statutory, told.by_contract) == (date(2026, 9, 13), False, True)
    assert told.provision == "Services agreement, clause 9.2"
    assert (case.answer_due_on, case.target_on) == (date(2026, 10, 5), date(2026, 9, 10))
    drop_contract(case=case, officer=officer, now=NOW)
    assert answer_by(case).on == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("days", "citation", "sentence"),
    [(30, "clause 9", "no stricter"), (0, "clause 9", "no stricter"), (10, "  ", "Name the contract")],
)
def test_a_promise_that_is_none_is_refused(officer, days, citation, sentence):
    with pytest.raises(Refused, match=sentence):
        contract(make_request(), officer, days, citation)


def test_there_must_be_a_contract_to_take_off(officer):
    with pytest.raises(Refused, match="has no promise of a contract"):
        drop_contract(case=make_request(), officer=officer, now=NOW)


def confirm(administrator, source="Cal. Code Regs. tit. 11, 7027(e), read on 4 September 2026", **asked):
    given = {"regime": "us-ca-ccpa", "right": "limit_sensitive", "part": "respond", **asked}
    confirm_figure(source=source, administrator=administrator, now=NOW, **given)


def test_a_confirmed_figure_sets_the_date_after_the_recompute(administrator):
    case = make_request(received_on=date(2026, 9, 3), place="US-CA", rights=("limit_sensitive",))
    assert case.answer_due_on is None
    confirm(administrator)
    assert recompute_some(now=NOW).looked_at == 1
    case.refresh_from_db()
    assert case.answer_due_on == date(2026, 9, 25)
    assert answer_by(case).statutory


def test_a_changed_law_leaves_the_confirmation_behind(administrator, monkeypatch):
    confirm(administrator)
    law = regimes.get("us-ca-ccpa")
    changed = {**{each.id: each for each in regimes.all()}, law.id: replace(law, version="another")}
    monkeypatch.setattr(regimes, "_shelf", lambda: changed)
    case = make_request(received_on=date(2026, 9, 3), place="US-CA", rights=("limit_sensitive",))
    assert case.answer_due_on is None


def take_back(administrator, reason="7027(e) was misread: it speaks of another notice."):
    take_back_confirmation(confirmed=ConfirmedFigure.objects.get(), reason=reason, administrator=administrator, now=NOW)


def test_a_confirmation_taken_back_makes_its_dates_alarms_again(administrator):
    case = make_request(received_on=date(2026, 9, 3), place="US-CA", rights=("limit_sensitive",))
    confirm(administrator)
    recompute_some(now=NOW)
    take_back(administrator)
    recompute_some(now=NOW)
    case.refresh_from_db()
    assert case.answer_due_on is None
    with pytest.raises(Refused, match="already"):
        take_back(administrator)


def test_a_confirmation_taken_back_keeps_who_when_and_why(administrator):
    confirm(administrator)
    take_back(administrator)
    kept = ConfirmedFigure.objects.get()
    assert (kept.taken_back_by, kept.taken_back_at) == (administrator, NOW)
    assert kept.taken_back_because.startswith("7027(e) was misread")


def test_a_confirmation_is_taken_back_with_a_reason_and_by_an_administrator_only(administrator, officer):
    confirm(administrator)
    with pytest.raises(Refused, match="Say why"):
        take_back(administrator, reason=" no ")
    with pytest.raises(Refused, match="Only an administrator"):
        take_back(officer)
    assert ConfirmedFigure.objects.get().taken_back_at is None


def test_a_figure_taken_back_can_be_confirmed_again(administrator):
    confirm(administrator)
    take_back(administrator)
    confirm(administrator)
    assert ConfirmedFigure.objects.filter(taken_back_at=None).count() == 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"source": "yes"}, "Name the source"),
        ({"right": "access"}, "already of high confidence"),
        ({"regime": "atlantis"}, "Unknown law"),
        ({"part": "nothing"}, "has no figure 'nothing'"),
    ],
)
def test_a_confirmation_that_proves_nothing_is_refused(administrator, asked, sentence):
    with pytest.raises(Refused, match=sentence):
        confirm(administrator, **asked)
    assert not ConfirmedFigure.objects.exists()


def test_a_figure_is_confirmed_once_and_by_an_administrator_only(administrator, officer):
    with pytest.raises(Refused, match="Only an administrator"):
        confirm(officer)
    confirm(administrator)
    with pytest.raises(Refused, match="was confirmed on 4 September 2026"):
        confirm(administrator)


def test_a_closing_day_moves_the_promise_and_not_the_law(settings):
    settings.ORGANISATION = replace(
        organisation(), closing_days=frozenset({date(2026, 10, 3), date(2026, 10, 5), date(2026, 9, 4)})
    )
    case = make_request(received_on=date(2026, 9, 3), place="DE")
    rows = {(row.regime, row.duty): row.due_on for row in case.deadlines.all()}
    assert rows["eu-gdpr", "respond"] == date(2026, 10, 5)
    assert rows["promise", "respond"] == date(2026, 10, 2)
    assert rows["promise", "acknowledge"] == date(2026, 9, 11)
