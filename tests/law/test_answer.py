"""Questions as data: the keys of an answer, defaults, and a sentence for every wrong part."""

import json

import pytest

from law.answer import answer, answer_lines, marks_from_arguments
from law.errors import BadQuestion
from law.places import Place

QUESTION = {"id": "q1", "law": "eu-gdpr", "right": "access", "duty": "respond", "place": "DE", "received": "2026-01-31"}


def ask(**changes):
    return answer({key: value for key, value in {**QUESTION, **changes}.items() if value is not ...})


def test_an_answer_has_the_promised_keys_and_its_working_step_by_step():
    [found] = ask()
    assert list(found) == ["id", "law", "right", "duty", "due", "working", "confidence"]
    assert (found["id"], found["due"], found["confidence"]) == ("q1", "2026-03-02", "high")
    assert [set(step) for step in found["working"]] == [{"on", "because", "citation"}] * 3
    assert json.loads(json.dumps(found)) == found


def test_without_a_duty_every_duty_is_answered():
    found = ask(duty=...)
    assert [line["duty"] for line in found] == ["acknowledge", "respond", "announce_extension", "complete"]
    assert [line["due"] for line in found] == [None, "2026-03-02", "2026-03-02", None]


def test_a_null_date_has_its_reason_in_the_working():
    [found] = ask(right="complaint")
    assert found["due"] is None
    assert "no clock" in found["working"][-1]["because"]


def test_a_moment_of_receipt_is_taken_to_the_day_of_the_place():
    [found] = ask(law="us-ca-ccpa", place="US-CA", received="2026-11-23T07:30:00+00:00")
    assert found["due"] == "2027-01-06"


def test_marks_move_the_date():
    [found] = ask(marks=[{"mark": "extended", "on": "2026-02-10"}])
    assert found["due"] == "2026-04-30"


def test_without_a_place_the_home_counts_where_the_law_holds_there_else_the_laws_own():
    question = {**QUESTION, "place": None, "received": "2026-03-05"}
    [at_home] = answer(question, home=Place("DE"))
    [elsewhere] = answer(question, home=Place("US"))
    assert "in Germany" in at_home["working"][0]["because"]
    assert "in Belgium" in elsewhere["working"][0]["because"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"law": "gdpr"}, "Unknown law 'gdpr'; accepted are: "),
        ({"law": ...}, "lacks 'law'"),
        ({"law": 7}, "The 'law' of the question is 7, which is no text; accepted is a text, for example 'eu-gdpr'"),
        ({"right": "forget"}, "Unknown right 'forget'; accepted are: access, "),
        ({"duty": "pay"}, "Unknown duty 'pay'; accepted are: acknowledge, "),
        ({"place": "Bavaria"}, "'Bavaria' is not a place"),
        ({"received": "31.1.2026"}, "'31.1.2026' is not a date"),
        ({"received": "2026-02-30"}, "'2026-02-30' is not a date"),
        ({"received": "20260131T1200"}, "offset"),
        ({"received": "2026-01-31T23:30"}, "offset"),
        ({"received": "2018-05-24"}, "does not apply to what was received on 2018-05-24"),
        ({"received": "2150-01-01"}, "accepted is what is received and due in the years known"),
        ({"received": "9999-12-30"}, "accepted are earlier days"),
        ({"marks": "extended"}, "not a list"),
        ({"marks": ["extended"]}, "not a list"),
        ({"marks": [{"mark": "paused", "on": "2026-02-10"}]}, "Unknown mark 'paused'"),
        ({"marks": [{"mark": "extended"}]}, "The mark extended lacks 'on'"),
        ({"marks": [{"mark": "extended", "on": "soon"}]}, "'soon' is not a date or moment for the mark extended"),
        ({"marks": [{"mark": "extended", "on": 5}]}, "The 'on' of the mark extended is 5, which is no text"),
        ({"marks": [{"mark": "extended", "on": "2026-03-03"}]}, "until 2026-03-02"),
        ({"marks": [{"mark": "clarified", "on": "2026-02-10"}]}, "no open clarification_requested"),
        ({"marks": [{"mark": "identity_requested", "on": "2026-01-30"}]}, "before the receipt"),
    ],
)
def test_a_wrong_part_gives_a_sentence_that_says_what_was_wrong(changes, sentence):
    [found] = ask(**changes)
    assert sentence in found["error"]
    assert found["id"] == "q1"
    assert "due" not in found


def test_in_a_batch_a_bad_line_gives_an_error_and_the_others_are_answered():
    good = json.dumps(QUESTION)
    lines = [good, "", "{not json", "[]", json.dumps({**QUESTION, "law": "x"}), good]
    found = list(answer_lines(lines))
    assert ["error" in line for line in found] == [False, True, True, True, False]
    assert "Line 3" in found[1]["error"]
    assert "Line 4" in found[2]["error"]


def test_mark_arguments_are_name_and_date():
    assert marks_from_arguments(["extended=2026-02-10"]) == [{"mark": "extended", "on": "2026-02-10"}]
    with pytest.raises(BadQuestion, match="NAME=DATE"):
        marks_from_arguments(["extended"])
