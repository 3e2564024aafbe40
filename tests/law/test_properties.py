"""Rules that hold for any law on the shelf, any day in 400 years and any marks: generated, not picked."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from law import clock, regimes
from law.calendars import calendar_for
from law.clock import Mark
from law.errors import LawError, MarkBeforeReceipt
from law.places import Place
from law.words import Duty, MarkName, Right

CALENDARS = ["DE", "DE-BY", "IE", "GB-ENG", "GB-SCT", "US-CA", "US", "NZ", "ZA", "SA", "VN"]
SHELF = regimes.all()
KNOWN = (date(2021, 1, 1), date(2098, 1, 1))
QUESTIONS = {
    MarkName.IDENTITY_REQUESTED: MarkName.IDENTITY_CONFIRMED,
    MarkName.CLARIFICATION_REQUESTED: MarkName.CLARIFIED,
}
EXTENDABLE = [(law, right) for law in SHELF for right, rules in law.rights.items() if rules.extension]

laws = st.sampled_from(SHELF)
rights = st.sampled_from(list(Right))
places = st.sampled_from([Place.parse(code) for code in CALENDARS])
known_days = st.dates(*KNOWN)


def mark_lists(first: date, *, names=tuple(MarkName)):
    """Give lists of up to five marks within half a year of a day, true or not."""
    days = st.integers(min_value=0, max_value=180).map(lambda days: first + timedelta(days=days))
    return st.lists(st.builds(Mark, st.sampled_from(names), days), max_size=5)


@st.composite
def true_marks(draw, first: date):
    """Give marks that can be true: some questions, each asked within 60 days and answered within 60 more, or open."""
    marks = []
    for question, answer in QUESTIONS.items():
        if draw(st.booleans()):
            asked = first + timedelta(days=draw(st.integers(0, 60)))
            marks.append(Mark(question, asked))
            if draw(st.booleans()):
                marks.append(Mark(answer, asked + timedelta(days=draw(st.integers(0, 60)))))
    return marks


def due_days(law, right, place, received, marks):
    found = clock.run(regime=law, right=right, place=place, received=received, marks=marks)
    return {deadline.duty: deadline.due_on for deadline in found.deadlines}


def answered(law, right, place, received, marks):
    """Give the due days, or leave the example out where the question is refused."""
    try:
        return due_days(law, right, place, received, marks)
    except LawError:
        assume(False)


@settings(max_examples=400, deadline=None)
@given(law=laws, right=rights, place=places, received=st.dates(date(1900, 1, 1), date(2300, 1, 1)), data=st.data())
def test_any_day_in_400_years_gives_dates_or_a_named_refusal(law, right, place, received, data):
    marks = data.draw(mark_lists(received))
    try:
        found = due_days(law, right, place, received, marks)
    except LawError as refusal:
        assert len(str(refusal)) > 20
    else:
        assert set(found) == set(Duty)
        assert all(day is None or day >= received for day in found.values())


@settings(max_examples=400, deadline=None)
@given(law=laws, right=rights, place=places, received=known_days, later=st.integers(0, 40), data=st.data())
def test_who_asks_later_is_never_due_earlier(law, right, place, received, later, data):
    marks = data.draw(true_marks(received + timedelta(days=later)))
    first = answered(law, right, place, received, marks)
    second = answered(law, right, place, received + timedelta(days=later), marks)
    for duty in Duty:
        if first[duty] and second[duty]:
            assert first[duty] <= second[duty]


@settings(max_examples=300, deadline=None)
@given(law=laws, right=rights, place=places, received=known_days, data=st.data())
def test_the_order_in_which_marks_are_given_is_irrelevant(law, right, place, received, data):
    marks = data.draw(mark_lists(received))
    shuffled = data.draw(st.permutations(marks))

    def outcome(given_marks):
        try:
            return clock.run(regime=law, right=right, place=place, received=received, marks=given_marks)
        except LawError as refusal:
            return type(refusal)

    assert outcome(marks) == outcome(shuffled)


@settings(max_examples=300, deadline=None)
@given(law=laws, right=rights, place=places, received=known_days, data=st.data())
def test_a_due_day_is_never_a_day_that_the_law_rolls_over(law, right, place, received, data):
    found = answered(law, right, place, received, data.draw(true_marks(received)))
    calendar = calendar_for(place, law.profile.roll_over)
    assert all(day is None or calendar.rest_reason(day) is None for day in found.values())


@settings(max_examples=300, deadline=None)
@given(pair=st.sampled_from(EXTENDABLE), place=places, received=known_days, days=st.integers(0, 20), data=st.data())
def test_an_extension_never_shortens(pair, place, received, days, data):
    law, right = pair
    marks = data.draw(true_marks(received))
    extended = Mark(MarkName.EXTENDED, received + timedelta(days=days))
    without = answered(law, right, place, received, marks)
    with_it = answered(law, right, place, received, [*marks, extended])
    if law.rights[right].extension.amount is None:  # the controller names the date itself
        assert with_it[Duty.RESPOND] == without[Duty.RESPOND]
    else:
        assert with_it[Duty.RESPOND] > without[Duty.RESPOND]
    assert with_it[Duty.ANNOUNCE_EXTENSION] <= without[Duty.ANNOUNCE_EXTENSION]


@settings(max_examples=300, deadline=None)
@given(
    pair=st.sampled_from(EXTENDABLE),
    place=places,
    received=known_days,
    days=st.integers(0, 20),
    later=st.integers(0, 9),
)
def test_who_asks_later_is_never_due_earlier_with_an_extension_either(pair, place, received, days, later):
    law, right = pair
    extended = [Mark(MarkName.EXTENDED, received + timedelta(days=later + days))]
    first = answered(law, right, place, received, extended)
    second = answered(law, right, place, received + timedelta(days=later), extended)
    assert first[Duty.RESPOND] <= second[Duty.RESPOND]


@settings(max_examples=300, deadline=None)
@given(law=laws, right=rights, place=places, received=known_days, data=st.data())
def test_a_question_to_the_person_never_shortens(law, right, place, received, data):
    days = sorted(data.draw(st.lists(st.integers(0, 120), min_size=2, max_size=2)))
    question, answer = data.draw(
        st.sampled_from(
            [
                (MarkName.IDENTITY_REQUESTED, MarkName.IDENTITY_CONFIRMED),
                (MarkName.CLARIFICATION_REQUESTED, MarkName.CLARIFIED),
            ]
        )
    )
    asked, got = (received + timedelta(days=number) for number in days)
    plain = answered(law, right, place, received, [])
    waited = answered(law, right, place, received, [Mark(question, asked), Mark(answer, got)])
    still_open = answered(law, right, place, received, [Mark(question, asked)])
    for duty in Duty:
        if plain[duty]:
            assert plain[duty] <= still_open[duty] <= waited[duty]


@settings(max_examples=200, deadline=None)
@given(law=laws, right=rights, place=places, received=known_days, data=st.data())
def test_computing_twice_gives_the_same_clock(law, right, place, received, data):
    marks = data.draw(true_marks(received))
    answered(law, right, place, received, marks)
    first, second = (clock.run(regime=law, right=right, place=place, received=received, marks=marks) for _ in range(2))
    assert first == second


@settings(max_examples=200, deadline=None)
@given(law=laws, right=rights, place=places, received=known_days, data=st.data())
def test_every_date_is_the_last_step_of_a_working_and_the_alarm_is_earlier(law, right, place, received, data):
    marks = data.draw(true_marks(received))
    answered(law, right, place, received, marks)
    found = clock.run(regime=law, right=right, place=place, received=received, marks=marks)
    for deadline in found.deadlines:
        assert all(step.because for step in deadline.working)
        if deadline.due_on:
            assert deadline.due_on in {step.on for step in deadline.working}
            assert deadline.alarm_on is None or deadline.alarm_on < deadline.due_on


@settings(max_examples=50, deadline=None)
@given(law=laws, right=rights, place=places, received=known_days, earlier=st.integers(1, 100))
def test_a_mark_before_the_receipt_is_refused(law, right, place, received, earlier):
    assume(law.in_force_on(received))
    with pytest.raises(MarkBeforeReceipt):
        due_days(law, right, place, received, [Mark(MarkName.EXTENDED, received - timedelta(days=earlier))])
