"""The timeliness report on a few cases whose every figure was worked out on paper."""

from datetime import date

import pytest
from django.conf import settings

from cases.lifecycle import State
from cases.models import Case
from cases.services.clock import meet_duty, reopen_duty
from cases.services.move import move
from cases.words import SYSTEM
from law.words import Duty
from reports.asked import Asked
from reports.cuts import narrowed
from reports.definitions import BY_NAME, DEFINITIONS, SPANS_IN_WORDS
from reports.exact import answer_from_events
from reports.period import Period
from reports.selectors import answer, cases_behind, facts_in
from reports.tables import SHARES
from tests.builders import make_complaint, make_request, noon
from tests.reports.counting import ALL, brought

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 11, 25)


def answered(case, on):
    """Answer a case on a day, as the sent letter would."""
    meet_duty(case=case, duty=Duty.RESPOND, on=on, by=SYSTEM, now=noon(on.year, on.month, on.day))
    return case


def figures(as_of=AS_OF, period=ALL):
    return brought(period=period, as_of=as_of).totals


# Received on 3 September 2026 in Germany: the law wants the answer by Monday 5 October (Art. 12(3) GDPR and
# Regulation 1182/71: 3 October is a Saturday), the promise of 30 days by 3 October.


def test_an_answer_on_the_last_day_of_the_law_is_in_time_and_a_day_later_late():
    answered(make_request(date(2026, 9, 3)), date(2026, 10, 5))
    answered(make_request(date(2026, 9, 3)), date(2026, 10, 6))
    got = figures()
    assert (got.received, got.answered, got.in_time, got.late) == (2, 2, 1, 1)
    assert got.share_in_time == 50.0


def test_the_promise_is_judged_by_its_own_earlier_date():
    answered(make_request(date(2026, 9, 3)), date(2026, 10, 3))
    answered(make_request(date(2026, 9, 3)), date(2026, 10, 5))
    got = figures()
    assert (got.in_time, got.late) == (2, 0)
    assert (got.in_time_promise, got.late_promise) == (1, 1)


def test_a_case_without_an_answer_is_overdue_the_day_after_its_date_and_then_counts_as_late():
    make_request(date(2026, 9, 3))
    on_the_day, day_after = figures(as_of=date(2026, 10, 5)), figures(as_of=date(2026, 10, 6))
    assert (on_the_day.overdue, on_the_day.late, on_the_day.share_in_time) == (0, 0, None)
    assert (day_after.overdue, day_after.late, day_after.share_in_time) == (1, 1, 0.0)


def test_where_no_law_sets_a_date_the_promise_stands_in_its_place():
    Case.objects.filter(pk=make_complaint(date(2026, 9, 3)).pk).update(answer_due_on=None)
    assert figures(as_of=date(2026, 10, 3)).overdue == 0
    assert figures(as_of=date(2026, 10, 4)).overdue == 1


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.DUPLICATE, State.OUT_OF_SCOPE])
def test_a_case_that_ended_without_an_answer_is_received_and_never_overdue(state):
    move(case=make_request(date(2026, 9, 3)), to=state, by=SYSTEM, now=noon(2026, 9, 4))
    got = figures()
    assert (got.received, got.open, got.overdue, got.late) == (1, 0, 0, 0)


def test_a_closed_case_whose_answer_came_back_is_overdue_though_not_open():
    case = answered(make_request(date(2026, 9, 3)), date(2026, 9, 20))
    for state in (State.IN_PROGRESS, State.DECIDED, State.CLOSED):
        move(case=case, to=state, by=SYSTEM, now=noon(2026, 9, 21))
    reopen_duty(case=case, duty=Duty.RESPOND, by=SYSTEM, now=noon(2026, 9, 22), why="bounced")
    got = figures()
    assert (got.open, got.overdue, got.answered) == (0, 1, 0)


def test_medians_are_calendar_days_from_receipt():
    for on in (date(2026, 9, 4), date(2026, 9, 13), date(2026, 10, 3)):
        case = answered(make_request(date(2026, 9, 3)), on)
        meet_duty(case=case, duty=Duty.ACKNOWLEDGE, on=date(2026, 9, 4), by=SYSTEM, now=noon(2026, 9, 4))
    got = figures()
    assert (got.median_days_to_answer, got.median_days_to_acknowledge) == (10, 1)


def test_months_and_procedures_are_told_apart():
    make_request(date(2026, 9, 30))
    make_request(date(2026, 10, 1))
    make_complaint(date(2026, 10, 31))
    assert [(*part, figures.received) for part, figures in brought(as_of=AS_OF).parts] == [
        ("2026-10", "complaint", 1),
        ("2026-10", "rights_request", 1),
        ("2026-09", "rights_request", 1),
    ]


def test_the_month_is_that_of_the_day_in_the_persons_place():
    case = make_request(date(2026, 9, 30))
    Case.objects.filter(pk=case.pk).update(received_on=date(2026, 10, 1))  # 1 a.m. there, still September in UTC
    assert brought(as_of=AS_OF).parts[0][0][0] == "2026-10"


def test_a_period_takes_both_its_days():
    for day in (1, 2, 3):
        make_request(date(2026, 9, day))
    assert figures(period=Period(date(2026, 9, 2), date(2026, 9, 2))).received == 1
    assert figures(period=Period(date(2026, 9, 2), None)).received == 2


def test_restricted_cases_count():
    Case.objects.filter(pk=make_request(date(2026, 9, 3)).pk).update(restricted=True)
    assert figures().received == 1


def _some_of_everything():
    answered(make_request(date(2026, 9, 3)), date(2026, 10, 5))
    answered(make_complaint(date(2026, 9, 3)), date(2026, 11, 20))
    make_request(date(2026, 9, 10))
    make_complaint(date(2026, 11, 20))
    move(case=make_request(date(2026, 9, 3)), to=State.WITHDRAWN, by=SYSTEM, now=noon(2026, 9, 4))


@pytest.mark.parametrize("name", BY_NAME)
def test_behind_every_figure_stand_exactly_its_cases(name):
    _some_of_everything()
    counted = getattr(figures(), name)
    assert len(cases_behind(figure=name, facts=facts_in(ALL), as_of=AS_OF)) == counted


@pytest.mark.parametrize("name", BY_NAME)
def test_behind_a_cell_of_the_table_stand_exactly_its_cases(name):
    _some_of_everything()
    told = brought(as_of=AS_OF)
    for part, counted in told.parts:
        asked = told.asked.of_part(part)
        facts = narrowed(facts_in(asked.period), asked.filters)
        assert cases_behind(figure=name, facts=facts, as_of=AS_OF).count() == getattr(counted, name)


def test_the_docs_explain_every_figure_in_the_words_of_the_code():
    docs = (settings.BASE_DIR / "docs" / "reports.md").read_text(encoding="utf-8")
    explained = [(d.heading, d.name, d.words) for d in DEFINITIONS]
    explained += [(heading, name, words) for name, (heading, words) in (SPANS_IN_WORDS | SHARES).items()]
    for heading, name, words in explained:
        assert f"| {heading} | `{name}` | {words} |" in docs


def test_whole_months_take_two_queries_and_other_days_three_however_many_cases(django_assert_num_queries):
    _some_of_everything()
    brought(as_of=AS_OF)
    with django_assert_num_queries(2):
        answer(Asked(ALL, AS_OF))
    with django_assert_num_queries(3):
        answer(Asked(Period(date(2026, 9, 2)), AS_OF))


def test_events_and_the_confirmed_figures_give_the_same_report_in_two_queries(django_assert_num_queries):
    _some_of_everything()
    with django_assert_num_queries(2):
        by_events = answer_from_events(Asked(ALL, AS_OF))
    assert by_events == brought(as_of=AS_OF)
