"""Deeds that need a letter: ask, extend, acknowledge by hand."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from importlib import import_module
from threading import Barrier, BrokenBarrierError

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from cases.errors import NotOpen, Refused, StopRefused, TooLate
from cases.lifecycle import State
from cases.services.clock import waits_for
from cases.services.extending import room_to_extend
from cases.services.move import move
from cases.services.work import describe
from correspondence import acts
from correspondence.acts import (
    acknowledge,
    ask_clarification,
    clarification_draft,
    extend,
    extension_draft,
    opener_of,
    send_acknowledgement_by_hand,
)
from correspondence.extensions import reason_with_rights
from correspondence.identity import Method, ask_identity, confirm_identity, identity_draft
from correspondence.models import Letter
from correspondence.services.inbox import Received, add_message
from correspondence.services.outbox import withdraw_letter
from correspondence.services.returns import bounce
from law.words import MarkName
from tests.builders import DAY, make_complaint, make_request, noon, send_letters

pytestmark = pytest.mark.django_db


def ask(case, officer, key="k", now=noon(2026, 9, 7)):  # noqa: B008 (a fixed moment)
    letter = clarification_draft(case=case, question="Which account?", now=now)
    return ask_clarification(case=case, letter=letter, key=key, by=officer.actor, now=now)


def lengthen(case, officer, now, key="e"):
    letter = extension_draft(case=case, reason="There are many systems to search.", now=now)
    return extend(case=case, letter=letter, key=key, by=officer.actor, now=now)


def test_asking_stops_the_clock_on_the_day_the_letter_leaves_and_not_before(officer):
    case = make_request(place="GB", acknowledged=True)
    letter = ask(case, officer)
    assert "Which account?" in letter.body
    assert case.waiting_since is None
    send_letters(now=noon(2026, 9, 8))
    case.refresh_from_db()
    assert case.waiting_since == date(2026, 9, 8)


def test_asking_twice_is_refused_while_the_first_question_is_open(officer):
    case = make_request(acknowledged=True)
    ask(case, officer)
    send_letters(now=noon(2026, 9, 8))
    with pytest.raises(StopRefused, match="Record that answer first"):
        ask(case, officer, key="another")


def test_a_second_question_is_refused_while_the_first_waits_to_leave(officer, dpo):
    case = make_request(place="GB", acknowledged=True)
    ask(case, officer)
    with pytest.raises(StopRefused, match="A question is already on its way"):
        ask(case, dpo, key="another")
    assert case.letters.filter(name="clarification").count() == 1


def test_a_second_notice_of_extension_is_refused_while_the_first_waits_to_leave_and_after_it(officer, dpo):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    first = lengthen(case, officer, now=noon(2026, 9, 30))
    assert lengthen(case, officer, now=noon(2026, 9, 30)).pk == first.pk  # pressed twice
    with pytest.raises(Refused, match="A notice of extension is already on its way"):
        lengthen(case, dpo, now=noon(2026, 9, 30), key="another")
    send_letters(now=noon(2026, 9, 30))
    with pytest.raises(Refused, match="already extended as often as the law allows"):
        lengthen(case, dpo, now=noon(2026, 10, 1), key="another")
    assert case.letters.filter(name="extension").count() == 1
    case.refresh_from_db()
    assert (case.due_on, case.events.filter(kind="marked").count()) == (date(2026, 12, 3), 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["ask", "extend"])
def test_two_officers_at_once_queue_one_letter(monkeypatch, officer, dpo, deed):
    case = make_request(place="GB", acknowledged=True)
    both_looked = Barrier(2)
    looks = acts._on_its_way

    def look(*args, **named):
        found = looks(*args, **named)
        with suppress(BrokenBarrierError):  # where the other has to wait for us, nobody comes
            both_looked.wait(timeout=1)
        return found

    monkeypatch.setattr(acts, "_on_its_way", look)
    do = {
        "ask": lambda who: ask(case, who, key=who.username),
        "extend": lambda who: lengthen(case, who, now=noon(2026, 9, 8), key=who.username),
    }[deed]

    def try_it(who):
        try:
            do(who)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor() as pool:
        said = sorted(pool.map(try_it, (officer, dpo)))
    assert said[0] == ""
    assert "already on its way" in said[1]
    assert case.letters.exclude(name="acknowledgement").count() == 1


def test_an_answer_joins_and_resumes_when_rights_were_added_or_taken_off_while_we_waited(officer):
    for rights in (["access", "erasure"], ["erasure"]):
        case = make_request(place="GB", acknowledged=True)
        ask(case, officer, key=f"k{rights}")
        send_letters(now=noon(2026, 9, 8))
        case.refresh_from_db()
        describe(case=case, place="GB", language="en", rights=rights, title="", by=officer.actor, now=noon(2026, 9, 9))
        answer = Received(received_at=noon(2026, 9, 10), text="The second account.")
        add_message(case=case, party=opener_of(case), received=answer, now=noon(2026, 9, 10))
        assert not waits_for(case=case, stop=MarkName.CLARIFICATION_REQUESTED)
        assert case.waiting_since is None


def test_a_message_of_the_day_before_the_question_joins_and_is_no_answer_to_it(officer):
    case = make_request(place="GB", acknowledged=True)
    ask(case, officer)
    send_letters(now=noon(2026, 9, 8))
    case.refresh_from_db()
    late = Received(received_at=noon(2026, 9, 7), text="When do you answer?")
    add_message(case=case, party=opener_of(case), received=late, now=noon(2026, 9, 9))
    assert case.messages.get().text == "When do you answer?"
    assert waits_for(case=case, stop=MarkName.CLARIFICATION_REQUESTED)


def test_a_double_click_asks_once(officer):
    case = make_request(acknowledged=True)
    assert ask(case, officer).pk == ask(case, officer).pk


def test_an_ended_case_asks_nothing(officer):
    case = make_request()
    move(case=case, to=State.WITHDRAWN, by=officer.actor, now=noon(2026, 9, 4))
    with pytest.raises(NotOpen, match="Reopen it first"):
        ask(case, officer)


def test_an_extension_announced_in_time_gives_three_months_from_receipt(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    lengthen(case, officer, now=noon(2026, 9, 30))
    send_letters(now=noon(2026, 9, 30))
    case.refresh_from_db()
    assert case.due_on == date(2026, 12, 3)


def test_an_extension_announced_a_day_late_is_refused_and_leaves_the_date(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    with pytest.raises(TooLate, match="the last day to announce an extension was 5 October 2026"):
        lengthen(case, officer, now=noon(2026, 10, 6))
    case.refresh_from_db()
    assert case.due_on == date(2026, 10, 5)


def test_where_no_law_extends_nothing_is_extended(officer):
    case = make_complaint(place="DE")
    assert [room.last_day for room in room_to_extend(case=case, on=date(2026, 9, 10))] == [None]
    with pytest.raises(Refused, match="No law that applies"):
        lengthen(case, officer, now=noon(2026, 9, 10))


def ask_who(case, officer, now):
    letter = identity_draft(case=case, wanted="Write to us from your account.", now=now)
    ask_identity(case=case, letter=letter, key=f"i{case.pk}", officer=officer, now=now)
    send_letters(now=now)
    case.refresh_from_db()


def test_while_the_clock_stands_still_an_extension_is_taken_also_after_the_day_that_it_would_have_ended(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    ask_who(case, officer, now=noon(2026, 9, 7))
    assert (case.waiting_since, case.due_on) == (date(2026, 9, 7), None)
    lengthen(case, officer, now=noon(2026, 10, 7))
    send_letters(now=noon(2026, 10, 7))
    shown = Method.ACCOUNT
    confirm_identity(case=case, on=date(2026, 10, 9), method=shown, officer=officer, now=noon(2026, 10, 9))
    case.refresh_from_db()
    assert case.due_on == date(2027, 1, 4)
    assert not case.work_items.filter(kind="mark_refused").exists()


def test_once_the_clock_goes_on_an_extension_has_a_last_day_again(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    ask_who(case, officer, now=noon(2026, 9, 7))
    shown = Method.ACCOUNT
    confirm_identity(case=case, on=date(2026, 9, 10), method=shown, officer=officer, now=noon(2026, 9, 10))
    (room,) = room_to_extend(case=case, on=date(2026, 9, 11))
    assert (room.last_day, room.refusal) == (date(2026, 10, 6), None)
    with pytest.raises(TooLate, match="was 6 October 2026"):
        lengthen(case, officer, now=noon(2026, 10, 7))


def add_erasure(case, officer, now=noon(2026, 9, 25)):  # noqa: B008 (a fixed moment)
    rights = ["access", "erasure"]
    describe(case=case, place="DE", language="en", rights=rights, title="", by=officer.actor, now=now)


def answer_days(case):
    return dict(case.deadlines.filter(duty="respond", regime="eu-gdpr").values_list("right", "due_on"))


def test_a_right_found_after_an_extension_is_extended_by_itself_and_the_letter_names_it(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    lengthen(case, officer, now=noon(2026, 9, 18))
    send_letters(now=noon(2026, 9, 18))
    add_erasure(case, officer)
    assert answer_days(case) == {"access": date(2026, 12, 3), "erasure": date(2026, 10, 5)}
    letter = lengthen(case, officer, now=noon(2026, 9, 28), key="another")
    assert (
        "This is about this part of your request:\n\n- Deletion of your data\n\nThe dates of the other" in letter.body
    )
    send_letters(now=noon(2026, 9, 28))
    assert answer_days(case) == {"access": date(2026, 12, 3), "erasure": date(2026, 12, 3)}
    assert case.events.filter(kind="marked").last().payload["rights"] == ["erasure"]
    assert case.marks.filter(mark="extended").count() == 2


def test_a_right_whose_own_time_has_run_out_is_not_extended_and_the_refusal_says_so(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    lengthen(case, officer, now=noon(2026, 9, 18))
    send_letters(now=noon(2026, 9, 18))
    add_erasure(case, officer, now=noon(2026, 10, 6))
    with pytest.raises(TooLate, match="was 5 October 2026"):
        lengthen(case, officer, now=noon(2026, 10, 6), key="another")


def test_a_chosen_right_that_was_extended_before_is_refused_and_one_of_several_can_be_chosen(officer):
    case = make_request(received_on=date(2026, 9, 3), rights=("access", "erasure"), acknowledged=True)
    now = noon(2026, 9, 18)
    letter = extension_draft(case=case, reason="Many systems.", rights=["access"], now=now)
    extend(case=case, letter=letter, key="e", rights=["access"], by=officer.actor, now=now)
    send_letters(now=now)
    assert answer_days(case) == {"access": date(2026, 12, 3), "erasure": date(2026, 10, 5)}
    for rights, why in ((["access", "erasure"], "already extended"), ([], "Choose at least one right")):
        with pytest.raises(Refused, match=why):
            extend(case=case, letter=letter, key="f", rights=rights, by=officer.actor, now=noon(2026, 9, 21))


def test_a_notice_of_extension_for_all_rights_names_none_and_a_right_added_before_it_leaves_is_not_in_it(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    letter = lengthen(case, officer, now=noon(2026, 9, 25))
    assert "part of your request" not in letter.body
    add_erasure(case, officer)
    send_letters(now=noon(2026, 9, 25))
    assert answer_days(case) == {"access": date(2026, 12, 3), "erasure": date(2026, 10, 5)}


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt", "pl", "uk"])
def test_the_rights_that_take_longer_are_named_in_the_language_of_the_letter(language):
    said = reason_with_rights(reason="R.", rights=["access", "erasure"], language=language)
    named = [line for line in said.splitlines() if line.startswith("- ")]
    assert len(set(named)) == 2
    assert not [line for line in named if line.endswith((":", " "))]
    assert said.endswith("R.")


def test_a_withheld_acknowledgement_can_be_sent_by_hand_once(officer):
    case = make_request()
    acknowledge(case=case, withheld_because="automatic", now=DAY)
    send_acknowledgement_by_hand(case=case, by=officer.actor, now=noon(2026, 9, 4))
    with pytest.raises(Refused, match="already acknowledged"):
        send_acknowledgement_by_hand(case=case, by=officer.actor, now=noon(2026, 9, 4))
    send_letters(now=noon(2026, 9, 4))
    case.refresh_from_db()
    assert case.acknowledged_on == date(2026, 9, 4)


def test_an_acknowledgement_that_was_taken_back_or_came_back_is_sent_anew_by_hand(officer):
    case = make_request()
    acknowledge(case=case, withheld_because="automatic", now=DAY)
    first = send_acknowledgement_by_hand(case=case, by=officer.actor, now=DAY)
    withdraw_letter(letter=first, by=officer.actor, now=DAY)
    second = send_acknowledgement_by_hand(case=case, by=officer.actor, now=DAY)
    assert (second.state, second.pk == first.pk) == ("queued", False)
    send_letters(now=DAY)
    bounce(letter=second, hard=True, status="5.1.1", now=noon(2026, 9, 4))
    assert send_acknowledgement_by_hand(case=case, by=officer.actor, now=noon(2026, 9, 4)).state == "queued"


@pytest.mark.parametrize("spelling", ["anna+{}@example.com", "Anna+tag{}@Example.com"])
def test_an_address_with_other_tags_shares_the_cap_of_acknowledgements(spelling):
    cases = [make_request(email=spelling.format(number)) for number in range(6)]
    assert [acknowledge(case=case, now=DAY) is None for case in cases] == [False] * 5 + [True]
    assert cases[5].events.get(kind="acknowledgement_withheld").payload == {"why": "address_cap"}
    assert acknowledge(case=make_request(email="bernd@example.com"), now=DAY) is not None


def test_the_fifty_first_acknowledgement_of_an_hour_to_a_domain_is_withheld():
    cases = [
        make_request(email=f"person{number}@{domain}") for number, domain in enumerate(["a.example", "A.example"] * 26)
    ]
    sent = [acknowledge(case=case, now=DAY) for case in cases]
    assert [bool(letter) for letter in sent] == [True] * 50 + [False] * 2
    assert acknowledge(case=cases[51], now=DAY + timedelta(hours=1)) is not None


def test_the_caps_are_counted_through_their_indexes():
    queue_many(2000)
    for asked, index in (("cap_address", "letter_caps"), ("cap_domain", "letter_domain_caps")):
        counted = Letter.objects.filter(automatic=True, queued_at__gt=DAY - timedelta(days=1), **{asked: "7.example"})
        assert index in counted.exclude(state="withdrawn").order_by().explain()


def test_recent_letters_of_before_the_caps_by_plain_address_are_filled_in_once_and_again():
    migration = import_module("correspondence.migrations.0008_fill_caps_of_recent_letters")
    letter = acknowledge(case=make_request(email="Anna+1@Example.com"), now=timezone.now())
    Letter.objects.update(cap_address="", cap_domain="")
    for _ in range(2):
        migration.fill(apps, connection.schema_editor())
    letter.refresh_from_db()
    assert (letter.cap_address, letter.cap_domain) == ("anna@example.com", "example.com")


def queue_many(count):
    """Let so many automatic letters to as many domains stand in the outbox, and the database know of it."""
    first = acknowledge(case=make_request(), now=DAY)
    facts = {
        "case_id": first.case_id,
        "party_id": first.party_id,
        "automatic": True,
        "queued_at": DAY,
        "send_after": DAY,
    }
    Letter.objects.bulk_create(
        Letter(key=f"{n}", message_id=f"<{n}@x>", cap_address=f"a@{n}.example", cap_domain=f"{n}.example", **facts)
        for n in range(count)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_an_address_in_other_capitals_shares_the_cap_of_acknowledgements():
    spellings = [make_request(email=f"{name}@Example.com") for name in ("anna", "Anna", "aNna", "anNa", "annA", "ANNA")]
    assert [acknowledge(case=case, now=DAY) is None for case in spellings] == [False] * 5 + [True]


def test_a_case_that_has_ended_is_not_acknowledged_any_more(officer):
    case = make_request()
    acknowledge(case=case, withheld_because="no_reply", now=DAY)
    move(case=case, to=State.OUT_OF_SCOPE, by=officer.actor, now=DAY)
    with pytest.raises(NotOpen):
        send_acknowledgement_by_hand(case=case, by=officer.actor, now=DAY)
    assert not case.letters.exists()
