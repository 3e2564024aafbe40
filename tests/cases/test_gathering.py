"""Rows that are gathered in a transaction and written together: nobody notices but by the number of statements."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from cases.gathering import add, add_all, added, gathered, is_new, once
from cases.models import Case, Event, InvokedRight, Note, Party
from cases.services.history import record
from cases.words import SYSTEM, Kind
from tests.builders import make_request, noon

pytestmark = pytest.mark.django_db
DAY = noon(2026, 9, 4)


def note(case, text="Look at this."):
    return Note(case=case, text=text, at=DAY)


def test_whoever_asks_the_database_finds_what_was_gathered():
    case = make_request()
    with gathered():
        one = add(note(case))
        assert is_new(one)
        assert added(Note) == [one]
        assert case.notes.count() == 1
        assert not is_new(one)
        assert added(Note) == []


def test_what_is_gathered_is_written_by_one_statement_a_model(django_assert_max_num_queries):
    case = make_request()
    with django_assert_max_num_queries(3), gathered():  # savepoint, rows, release
        for number in range(20):
            add(note(case, str(number)))
    assert list(case.notes.values_list("text", flat=True)) == [str(number) for number in range(20)]


def test_without_a_gathering_a_row_is_saved_at_once():
    case = make_request()
    assert add(note(case)).pk
    add_all([note(case), note(case)])
    assert case.notes.count() == 3


def test_a_row_knows_its_key_before_it_is_written_and_the_next_one_gets_another():
    case = make_request()
    with gathered(3):
        keys = [add(Party(case=case, role="requester"), keyed=True).pk for _ in range(5)]
        assert len(added(Party)) == 5
    later = Party.objects.create(case=case, role="requester")
    assert len({*keys, later.pk}) == 6
    assert set(keys) < set(case.parties.values_list("pk", flat=True))


def test_a_failure_takes_all_of_it_back():
    case = make_request()
    with pytest.raises(ZeroDivisionError), gathered():
        add(note(case))
        raise ZeroDivisionError
    assert not Note.objects.exists()


def test_a_savepoint_that_is_taken_back_takes_its_rows_along_and_leaves_the_older_ones():
    case = make_request()
    with gathered():
        add(note(case, "older"))
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            add(note(case, "younger"))
            raise ZeroDivisionError
    assert case.notes.get().text == "older"


def test_what_the_database_refuses_is_refused_when_it_is_written():
    case = make_request()
    with pytest.raises(IntegrityError), gathered():
        add(InvokedRight(case=case, right="access"))
    assert case.rights.count() == 1


def test_a_gathering_within_another_belongs_to_it():
    case = make_request()
    with gathered():
        with gathered():
            one = add(note(case))
        assert is_new(one)
    assert case.notes.count() == 1


def test_a_question_is_asked_once_for_all_that_is_gathered():
    asked = []

    def question(given):
        asked.append(given)
        return given

    with gathered():
        assert [once(question, given) for given in (7, 7, 8)] == [7, 7, 8]
    assert asked == [7, 8]
    assert [once(question, 7), once(question, 7)] == [7, 7]  # outside it is asked each time
    assert asked == [7, 8, 7, 7]


def test_events_of_several_cases_are_chained_each_on_its_own_and_in_order():
    one, two = make_request(), make_request()
    with gathered(2):
        for case in (one, two, one):
            record(case=case, kind=Kind.NOTED, by=SYSTEM, now=DAY)
        third = make_request()
        record(case=third, kind=Kind.MARKED, by=SYSTEM, now=DAY)
    for case, kinds in ((one, ["registered", "noted", "noted"]), (third, ["registered", "marked"])):
        assert list(case.events.order_by("seq").values_list("kind", flat=True)) == kinds
        kept = Case.objects.get(pk=case.pk)
        assert (kept.event_seq, kept.event_head) == (len(kinds), case.events.order_by("seq").last().digest)
    call_command("verify_history", stdout=StringIO())


def test_an_event_that_somebody_else_wrote_meanwhile_is_not_overwritten():
    case = make_request()
    elsewhere = Case.objects.get(pk=case.pk)
    with gathered():
        record(case=case, kind=Kind.MARKED, by=SYSTEM, now=DAY)
        Event.objects.count()
        record(case=elsewhere, kind=Kind.NOTED, by=SYSTEM, now=DAY)
    assert list(case.events.order_by("seq").values_list("seq", "kind")) == [
        (1, "registered"), (2, "marked"), (3, "noted"),
    ]  # fmt: skip
    call_command("verify_history", stdout=StringIO())
