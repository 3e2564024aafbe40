"""Marks: the order they can have happened in, and those that cannot be true."""

from datetime import date
from itertools import permutations

import pytest

from law.errors import MarkBeforeReceipt, ResumeWithoutStop, UnknownWord
from law.marks import in_order, mark_name
from law.words import MarkName
from tests.law.builders import mark

RECEIVED = date(2026, 11, 10)


def ordered(*texts):
    return [f"{found.name}={found.on}" for found in in_order([mark(text) for text in texts], RECEIVED)]


def test_marks_are_put_into_the_order_of_their_days():
    assert ordered("identity_confirmed=2026-11-24", "identity_requested=2026-11-12") == [
        "identity_requested=2026-11-12",
        "identity_confirmed=2026-11-24",
    ]


def test_a_question_and_its_answer_on_one_day_go_in_that_order():
    assert ordered("identity_confirmed=2026-11-12", "identity_requested=2026-11-12")[0].startswith("identity_requested")


def test_an_answer_to_an_open_question_goes_before_a_new_question_of_that_day():
    same_day = ["identity_requested=2026-11-12", "identity_requested=2026-11-24", "identity_confirmed=2026-11-24"]
    assert ordered(*same_day)[1:] == ["identity_confirmed=2026-11-24", "identity_requested=2026-11-24"]


def test_the_order_in_which_marks_of_one_day_are_given_is_irrelevant():
    texts = [
        "identity_requested=2026-11-12",
        "clarification_requested=2026-11-12",
        "clarified=2026-11-12",
        "extended=2026-11-12",
        "answered=2026-11-12",
    ]
    assert len({tuple(ordered(*order)) for order in permutations(texts)}) == 1


def test_an_exact_repeat_counts_once():
    assert len(ordered("extended=2026-11-12", "extended=2026-11-12")) == 1


def test_a_mark_before_the_receipt_is_refused_and_one_on_that_day_is_not():
    assert ordered("identity_requested=2026-11-10")
    with pytest.raises(MarkBeforeReceipt, match="2026-11-09, before the receipt on 2026-11-10"):
        ordered("identity_requested=2026-11-09")


@pytest.mark.parametrize(
    "texts",
    [
        ["identity_confirmed=2026-11-12"],
        ["clarified=2026-11-12"],
        ["identity_requested=2026-11-12", "clarified=2026-11-13"],
        ["identity_requested=2026-11-12", "identity_confirmed=2026-11-13", "identity_confirmed=2026-11-14"],
    ],
)
def test_an_answer_without_an_open_question_is_refused(texts):
    with pytest.raises(ResumeWithoutStop, match="one answer per question"):
        ordered(*texts)


def test_an_unknown_mark_is_refused_with_those_there_are():
    assert mark_name("extended") is MarkName.EXTENDED
    with pytest.raises(UnknownWord, match="Unknown mark 'paused'; accepted are: identity_requested, "):
        mark_name("paused")
