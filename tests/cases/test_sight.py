"""Who may see a case: its audience, its restriction, whom it concerns, and opening a closed one in need."""

from datetime import timedelta

import pytest

from cases.errors import Refused
from cases.models import BrokenGlass, Case, User, WorkItem
from cases.selectors import cases_for_staff, notices_for, officers_for, work_items_for
from cases.services.sight import Sight, break_glass, set_sight, sight_of
from cases.services.work import assign, open_work_item
from cases.sight import visible_to
from cases.words import SYSTEM, Audience
from correspondence.models import Letter
from tests.builders import make_complaint, noon

pytestmark = pytest.mark.django_db
NOW = noon(2026, 9, 4)
REASON = "She writes that she is in danger today."


@pytest.fixture
def case(db):
    return make_complaint(acknowledged=True)


@pytest.fixture
def colleague(officer):
    """Another officer, of the same rights."""
    other = User.objects.create_user(username="colleague", password="colleague-password", is_staff=True)
    other.user_permissions.set(officer.user_permissions.all())
    return User.objects.get(pk=other.pk)


def sees(user):
    return list(cases_for_staff(User.objects.get(pk=user.pk)))


def sight(case, by, **changed):
    now = sight_of(case)
    wanted = {"audience": now.audience, "restricted": now.restricted, "concerned": now.concerned, **changed}
    set_sight(case=case, sight=Sight(**wanted), by=by, now=NOW)


def test_a_restricted_case_is_the_dpos_alone(case, officer, dpo, hr):
    sight(case, officer, restricted=True)
    assert (sees(officer), sees(hr), sees(dpo)) == ([], [], [case])


def test_a_restriction_set_meanwhile_is_not_lifted_by_who_still_saw_the_case_without_it(case, officer, dpo):
    seen = Case.objects.get(pk=case.pk)
    sight(case, dpo, restricted=True)
    with pytest.raises(Refused, match="Only the data protection officer lifts"):
        set_sight(case=seen, sight=Sight(Audience.GENERAL, False, frozenset()), by=officer, now=NOW)
    assert Case.objects.get(pk=case.pk).restricted


def test_an_applicants_case_is_human_resources_and_the_dpos(case, officer, dpo, hr):
    assert (sees(officer), sees(hr)) == ([case], [])
    sight(case, officer, audience=Audience.APPLICANTS)
    assert (sees(officer), sees(hr), sees(dpo)) == ([], [case], [case])


@pytest.mark.parametrize("restricted", [False, True])
def test_who_is_concerned_never_sees_the_case_whatever_the_role(case, officer, dpo, restricted, django_user_model):
    chief = django_user_model.objects.create_superuser(username="chief", password="chief-password")
    chief.user_permissions.set(dpo.user_permissions.all())
    assert sees(chief) == [case]
    sight(case, officer, concerned={chief.pk}, restricted=restricted)
    assert sees(chief) == []
    assert chief not in officers_for(case)


def test_what_hangs_on_a_case_is_hidden_with_it(case, officer, dpo):
    open_work_item(case=case, kind="letter_not_arrived", title="Call them", by=SYSTEM, now=NOW)
    case.notices.create(duty="respond", threshold="overdue", for_on=NOW.date(), statutory=True, created_at=NOW)
    assert [work_items_for(officer).count(), notices_for(officer, now=noon(2030, 1, 1)).count()] == [1, 1]
    sight(case, dpo, concerned={officer.pk})
    assert [work_items_for(officer).count(), notices_for(officer, now=noon(2030, 1, 1)).count()] == [0, 0]
    assert not Letter.objects.filter(visible_to(officer, "case__")).exists()
    assert Letter.objects.filter(visible_to(dpo, "case__")).exists()


def test_an_administrator_sees_no_case(case, django_user_model):
    assert sees(django_user_model.objects.create_superuser(username="root", password="root-password")) == []


def test_an_officer_restricts_and_only_the_dpo_lifts(case, officer, dpo, colleague):
    sight(case, officer, restricted=True, concerned={colleague.pk})
    with pytest.raises(Refused, match="Only the data protection officer lifts"):
        sight(Case.objects.get(), officer, restricted=False)
    with pytest.raises(Refused, match="takes a name back"):
        sight(Case.objects.get(), officer, concerned=())
    sight(Case.objects.get(), dpo, restricted=False, concerned=())
    assert sees(colleague) == [case]
    kinds = [event.kind for event in case.events.order_by("seq")][-4:]
    assert kinds == ["restricted", "concern_named", "restriction_lifted", "concern_lifted"]


def test_an_officer_to_whom_it_closes_loses_it(case, officer, dpo):
    assign(case=case, officer=officer, by=officer.actor, now=NOW)
    sight(case, dpo, concerned={officer.pk})
    assert Case.objects.get().officer is None


def test_what_an_officer_to_whom_it_closes_had_to_do_and_read_goes_to_who_may_open_it(case, officer, dpo):
    assign(case=case, officer=officer, by=officer.actor, now=NOW)
    open_work_item(case=case, kind="letter_not_arrived", title="Call them", by=SYSTEM, now=NOW)
    told = {"duty": "respond", "threshold": "date_moved", "for_on": NOW.date(), "statutory": True, "created_at": NOW}
    case.notices.create(officer=officer, **told)
    assert not work_items_for(dpo).exists()
    sight(case, dpo, restricted=True)
    assert work_items_for(dpo).get().title == "Call them"
    assert notices_for(dpo, now=noon(2030, 1, 1)).get().threshold == "date_moved"


def test_what_an_officer_who_has_left_had_to_do_and_read_is_anybodys(case, officer, dpo):
    assign(case=case, officer=officer, by=officer.actor, now=NOW)
    open_work_item(case=case, kind="letter_not_arrived", title="Call them", by=SYSTEM, now=NOW)
    told = {"duty": "respond", "threshold": "date_moved", "for_on": NOW.date(), "statutory": True, "created_at": NOW}
    case.notices.create(officer=officer, **told)
    assert not notices_for(dpo, now=noon(2030, 1, 1)).exists()
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert work_items_for(dpo).get().title == "Call them"
    assert notices_for(dpo, now=noon(2030, 1, 1)).get().threshold == "date_moved"


def test_a_case_that_nobody_could_open_stays_as_it_was(case, officer, dpo):
    with pytest.raises(Refused, match="Nobody could open the case then"):
        sight(case, officer, restricted=True, concerned={dpo.pk})
    assert sight_of(Case.objects.get()) == Sight(Audience.GENERAL, False, frozenset())


def test_broken_glass_opens_for_four_hours_and_tells_the_dpo(case, officer, dpo, time_machine):
    sight(case, dpo, restricted=True)
    time_machine.move_to(NOW)
    break_glass(reference=case.reference, reason=REASON, by=officer, now=NOW)
    assert sees(officer) == [case]
    told = WorkItem.objects.get(kind="glass_broken")
    assert (told.owner, told.case, told.due_on) == (dpo, case, NOW.date())
    assert BrokenGlass.objects.get().reason == REASON
    assert case.events.get(kind="glass_broken").payload["until"] == (NOW + timedelta(hours=4)).isoformat()
    time_machine.move_to(NOW + timedelta(hours=4, seconds=1))
    assert sees(officer) == []


def test_broken_glass_never_opens_a_case_to_whom_it_concerns(case, officer, dpo):
    sight(case, dpo, restricted=True, concerned={officer.pk})
    with pytest.raises(Refused) as closed:
        break_glass(reference=case.reference, reason=REASON, by=officer, now=NOW)
    with pytest.raises(Refused) as unknown:
        break_glass(reference="CD-2222-2222", reason=REASON, by=officer, now=NOW)
    assert str(closed.value) == str(unknown.value)
    assert not BrokenGlass.objects.exists()


def test_who_is_named_after_breaking_the_glass_loses_the_case_at_once(case, officer, dpo, time_machine):
    sight(case, dpo, restricted=True)
    time_machine.move_to(NOW)
    break_glass(reference=case.reference, reason=REASON, by=officer, now=NOW)
    sight(Case.objects.get(), dpo, concerned={officer.pk})
    assert sees(officer) == []


def test_who_broke_the_glass_neither_loosens_nor_gets_the_case(case, officer, hr, dpo, client, time_machine):
    sight(case, dpo, audience=Audience.APPLICANTS)
    time_machine.move_to(NOW)
    break_glass(reference=case.reference, reason=REASON, by=officer, now=NOW)
    with pytest.raises(Refused, match="Only human resources"):
        sight(Case.objects.get(), officer, audience=Audience.GENERAL)
    client.force_login(officer)
    client.post(f"/admin/cases/{case.reference}/take/")
    assert Case.objects.get().officer is None
    sight(Case.objects.get(), hr, audience=Audience.GENERAL)
    assert sees(hr) == []


def test_glass_is_not_broken_without_a_reason_nor_where_the_case_is_open(case, officer, dpo):
    with pytest.raises(Refused, match="Say in a sentence"):
        break_glass(reference=case.reference, reason="urgent", by=officer, now=NOW)
    break_glass(reference=case.reference, reason=REASON, by=officer, now=NOW)
    assert not BrokenGlass.objects.exists()
    assert not WorkItem.objects.exists()


def test_a_dpo_whom_the_case_concerns_is_not_told_of_broken_glass(case, officer, dpo, colleague, django_user_model):
    second = django_user_model.objects.create_user(username="second", password="second-password", is_staff=True)
    second.user_permissions.set(dpo.user_permissions.all())
    sight(case, officer, restricted=True, concerned={dpo.pk})
    break_glass(reference=case.reference, reason=REASON, by=officer, now=NOW)
    assert [item.owner for item in WorkItem.objects.all()] == [second]
    assert not work_items_for(dpo).exists()
