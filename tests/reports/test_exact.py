"""Property: on random histories the report from rows and the one from events are the same, now and on every past day."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from cases.errors import Refused
from cases.lifecycle import State
from cases.models import Case, ClockMark, Team, User
from cases.services import care
from cases.services.clock import mark_clock, meet_duty, reopen_duty, take_marks_off
from cases.services.lateness import WhyLate, explain_lateness
from cases.services.laws import choose_law, promise_by_contract
from cases.services.move import move
from cases.services.register import Opener, Receipt, register
from cases.services.work import assign, describe, give_to_team
from cases.words import SYSTEM, Channel, LateReason, LawChoice, Procedure, Role
from complaints.models import Complaint, Remedy
from complaints.services.remedies import carry_out, set_remedy
from law.words import Duty, MarkName, Right
from reports.answers import answer_from
from reports.asked import Asked
from reports.cuts import CUTS
from reports.definitions import CaseFacts
from reports.exact import answer_from_events, count_in, end_of_day
from reports.figures import Tally
from reports.models import CaseFact
from reports.period import Period
from reports.remedies import remedies
from reports.replay import facts_from_events
from reports.workload import loads_from_events, loads_from_rows
from tests.builders import make_request, make_team, noon
from tests.reports.counting import ALL, brought

pytestmark = pytest.mark.django_db

PLACES = ("DE", "DE-BY", "FR", "GB", "US-CA", "US", "IE", "BR", "")
RIGHTS = tuple(right.value for right in Right if right not in (Right.COMPLAINT, Right.APPEAL))
BEGIN = datetime(2026, 6, 1, 9, tzinfo=UTC)


def _open(drawn, now):
    """Register a case of any procedure; a few reached us days before they were registered."""
    procedure = drawn.choice(list(Procedure))
    rights = drawn.sample(RIGHTS, drawn.randint(1, 3)) if procedure == Procedure.RIGHTS_REQUEST else [procedure.value]
    received = now - timedelta(hours=drawn.choice((0, 0, 0, 14, 60)))
    receipt = Receipt(channel=Channel.MAIL, received_at=received, place=drawn.choice(PLACES))
    case = register(
        procedure=procedure, receipt=receipt, opener=Opener(Role.REQUESTER), rights=rights, title="", by=SYSTEM, now=now
    )
    if procedure == Procedure.COMPLAINT:
        Complaint.objects.create(case=case)


def _deed(drawn, case, now):
    """Do one thing that moves dates, states or duties; what the services refuse changes nothing."""
    today, by = now.date(), SYSTEM
    match drawn.randrange(13):
        case 0 | 1:
            meet_duty(case=case, duty=Duty.ACKNOWLEDGE, on=today, by=by, now=now)
        case 2 | 3:
            meet_duty(case=case, duty=Duty.RESPOND, on=today, by=by, now=now)
        case 4:
            reopen_duty(case=case, duty=drawn.choice((Duty.ACKNOWLEDGE, Duty.RESPOND)), by=by, now=now, why="bounced")
        case 5:
            mark = drawn.choice((MarkName.CLARIFICATION_REQUESTED, MarkName.CLARIFIED, MarkName.EXTENDED))
            mark_clock(case=case, mark=mark, on=today, by=by, now=now, cause=f"letter:{case.event_seq}")
        case 6:
            move(case=case, to=drawn.choice(list(State)), by=by, now=now)
        case 7:
            rights = drawn.sample(RIGHTS, drawn.randint(1, 3))
            # The place is settled before the first duty is met.
            place = case.place if case.deadlines.filter(met_on__isnull=False).exists() else drawn.choice(PLACES)
            describe(case=case, place=place, language="en", rights=rights, title="", by=by, now=now)
        case 8:
            if last := ClockMark.objects.filter(case=case, taken_off_at__isnull=True).exclude(cause="").last():
                take_marks_off(case=case, cause=last.cause, why="bounced", by=by, now=now)
        case 9:
            assign(case=case, officer=drawn.choice([None, *User.objects.order_by("pk")]), by=by, now=now)
        case 10:
            give_to_team(case=case, team=drawn.choice(Team.objects.order_by("pk")), by=by, now=now)
        case 11:
            why = WhyLate(drawn.choice((LateReason.SEARCH, LateReason.COMPLEX)))
            explain_lateness(case=case, why=why, officer=User.objects.first(), now=now)
        case 12:
            _put_right(drawn, case, now)


def _put_right(drawn, case, now):
    """Promise a remedy for a complaint, or carry out one that is open."""
    officer, today = User.objects.first(), now.date()
    remedy = Remedy.objects.filter(complaint__case=case, done_on__isnull=True).first()
    if remedy is not None:
        carry_out(remedy=remedy, on=today - timedelta(days=drawn.randint(0, 3)), how="", officer=officer, now=now)
    elif case.procedure == Procedure.COMPLAINT:
        due_on = today + timedelta(days=drawn.randint(1, 6))
        set_remedy(case=case, what="Mend it.", owner=officer, due_on=due_on, officer=officer, now=now)


def _beside(asked):
    """Give what stands beside the figures of cases: the load of each team, and the remedies."""
    loads = loads_from_events(asked) if asked.from_events else loads_from_rows(asked)
    return dict(loads), {line.codes: [cell.value for cell in line.cells] for line in remedies(asked).lines}


def _live(drawn, days):
    """Let days pass, each with some cases and deeds; give them one by one as they end."""
    for name in ("Europe", "Americas"):
        make_team(name, User.objects.create_user(username=name))
    for day in range(days):
        for hour in (0, 5, 13):
            now = BEGIN + timedelta(days=day, hours=hour)
            if drawn.random() < 0.4:
                _open(drawn, now)
            for case in drawn.sample(list(Case.objects.all()), min(3, Case.objects.count())):
                try:
                    with transaction.atomic():
                        _deed(drawn, case, now)
                except Refused:
                    continue
        yield (BEGIN + timedelta(days=day)).date()


BY = (
    ("month", "procedure"), ("regime",), ("right",), ("week", "channel"), ("place", "outcome"), ("team",), ("reason", "month"),
)  # fmt: skip


def _naive(as_of):
    """Count the fact rows one by one in Python."""
    parts = defaultdict(Tally)
    for row in CaseFact.objects.all():
        facts = CaseFacts(
            **{
                name: getattr(row, name)
                for name in CaseFacts.__dataclass_fields__
                if name not in ("rights", "stopped_days", "remedies")
            },
            rights=tuple(row.rights.split()),
            stopped_days=row.answer_days - row.net_days if row.answered_on else 0,
        )
        count_in(parts[f"{facts.month:%Y-%m}", facts.procedure], facts)
    return answer_from(Asked(ALL, as_of), parts)


@pytest.mark.parametrize("seed", range(4))
def test_tallies_facts_events_and_a_naive_count_agree_every_day_and_events_still_know_each_past_day_later(seed):
    seen, beside = {}, {}
    days = Period(date(2026, 1, 2))  # no whole month, so read from the fact rows
    for day in _live(random.Random(seed), days=30):
        seen[day] = brought(as_of=day)
        assert answer_from_events(Asked(ALL, day)).parts == seen[day].parts == _naive(day).parts
        assert brought(as_of=day, period=days).parts == seen[day].parts
        beside[day] = _beside(Asked(ALL, day))
        assert _beside(Asked(ALL, day, exact=True)) == beside[day]
    for day, then in seen.items():
        assert answer_from_events(Asked(ALL, day, known_on=day)).parts == then.parts
        assert _beside(Asked(ALL, day, known_on=day)) == beside[day]
    assert Remedy.objects.exists()
    assert set(Case.objects.values_list("team", flat=True)) >= set(Team.objects.values_list("pk", flat=True))
    for by in BY:
        assert answer_from_events(Asked(ALL, day, by)) == brought(as_of=day, by=by), by


def test_every_filter_leaves_the_same_cases_in_rows_and_events():
    *_, day = _live(random.Random(5), days=25)
    whole = brought(as_of=day).totals.received
    for name in ("procedure", "right", "regime", "place", "channel", "outcome", "team", "reason"):
        for (code,), _ in brought(as_of=day, by=(name,)).parts:
            told = brought(as_of=day, filters=((name, code),))
            assert answer_from_events(Asked(ALL, day, filters=((name, code),))) == told, (name, code)
            assert 0 < told.totals.received <= whole
    assert set(CUTS) >= {"ground", "language"}


def test_events_count_an_acknowledgement_for_a_right_found_later(officer):
    case = make_request(date(2026, 9, 3), acknowledged=True)
    now = noon(2026, 9, 9)
    describe(case=case, place="DE", language="en", rights=["erasure"], title="", by=officer.actor, now=now)
    describe(case=case, place="DE", language="en", rights=["access"], title="", by=officer.actor, now=now)
    [facts] = facts_from_events()
    case.refresh_from_db()
    assert facts.acknowledged_on == case.acknowledged_on == date(2026, 9, 3)


@pytest.mark.parametrize(("place", "due_on"), [("DE", None), ("US-CA", date(2026, 10, 18))])
def test_a_date_that_waits_for_the_person_is_not_overdue_in_rows_nor_events_and_one_that_runs_on_is(place, due_on):
    case = make_request(date(2026, 9, 3), place=place)
    mark_clock(case=case, mark=MarkName.IDENTITY_REQUESTED, on=date(2026, 9, 8), by=SYSTEM, now=noon(2026, 9, 8))
    [facts] = facts_from_events()
    assert (facts.answer_due_on, facts.answer_target_on) == (due_on, None)
    assert case.answer_due_on == due_on
    told = brought(as_of=date(2026, 12, 1), by=("regime",))
    assert told.totals.overdue == (0 if due_on is None else 1)
    assert answer_from_events(Asked(ALL, date(2026, 12, 1), ("regime",))) == told
    assert told.parts[0][0] != ("-",)


def test_a_case_is_unknown_before_it_was_registered_even_if_it_was_received_earlier():
    make_request(date(2026, 9, 3))
    assert not list(facts_from_events(known_until=noon(2026, 9, 3)))
    assert len(list(facts_from_events(known_until=end_of_day(date(2026, 9, 3))))) == 1


def test_what_was_recorded_later_is_not_known_earlier():
    case = make_request(date(2026, 9, 3))
    meet_duty(case=case, duty=Duty.RESPOND, on=date(2026, 9, 10), by=SYSTEM, now=noon(2026, 9, 20))
    known_on_the_15th, known_on_the_20th = (
        answer_from_events(Asked(ALL, day, known_on=day)).totals for day in (date(2026, 9, 15), date(2026, 9, 20))
    )
    assert (known_on_the_15th.answered, known_on_the_20th.answered) == (0, 1)


def test_the_report_from_events_does_not_look_at_the_rows():
    make_request(date(2026, 9, 3))
    before = answer_from_events(Asked(ALL, date(2026, 11, 25)))
    Case.objects.update(state=State.CLOSED, received_on=date(2020, 1, 1), answer_due_on=None, answer_target_on=None)
    assert answer_from_events(Asked(ALL, date(2026, 11, 25))) == before


def test_the_day_ends_at_midnight_where_the_organisation_is():
    assert end_of_day(date(2026, 9, 3)).utcoffset() is not None
    assert end_of_day(date(2026, 9, 3)).isoformat().startswith("2026-09-04T00:00:00")


def test_a_report_of_no_events_is_empty():
    asked = Asked(ALL, date(2026, 9, 3))
    assert answer_from_events(asked) == answer_from(asked, {})


def test_an_extension_of_one_right_alone_is_read_from_its_event():
    case = make_request(date(2026, 9, 3), rights=("access", "erasure"))
    now = noon(2026, 9, 8)
    mark_clock(case=case, mark=MarkName.EXTENDED, on=date(2026, 9, 8), rights=["access"], by=SYSTEM, now=now)
    [facts] = facts_from_events()
    assert facts.answer_due_on == case.answer_due_on == date(2026, 10, 5)


def test_a_corrected_place_and_day_of_receipt_are_read_from_their_events(officer):
    case = make_request(date(2026, 9, 3), place="DE")
    right = care.Right(place="US-CA", received_on=date(2026, 9, 1))
    care.correct(case=case, right=right, reason="The stamp.", officer=officer, now=noon(2026, 9, 4))
    [facts] = facts_from_events()
    assert (facts.place, facts.received_on) == ("US-CA", date(2026, 9, 1))
    assert facts.answer_due_on == case.answer_due_on == date(2026, 10, 1)


def test_a_chosen_law_and_a_contract_are_read_from_their_events(officer):
    case = make_request(received_on=date(2026, 9, 3), place="DE")
    now = noon(2026, 9, 4)
    choose_law(case=case, regime="us-ca-ccpa", choice=LawChoice.APPLIES, reason="She moved.", officer=officer, now=now)
    choose_law(case=case, regime="eu-gdpr", choice=LawChoice.DOES_NOT, reason="She moved.", officer=officer, now=now)
    promise_by_contract(case=case, days=10, citation="clause 9", officer=officer, now=now)
    [facts] = facts_from_events()
    assert (facts.answer_due_on, facts.answer_target_on) == (case.answer_due_on, case.answer_target_on)
    assert facts.answer_due_on == date(2026, 10, 18)
