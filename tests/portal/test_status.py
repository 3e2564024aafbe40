"""The page behind a private link: stage, dates and why; a form to write to us; nothing of the file."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.lifecycle import State
from cases.models import Case, Event, Party
from cases.services.clock import mark_clock
from cases.services.ending import close_unanswered, reopen_with_reason
from cases.services.move import close_case, move, start_work
from cases.words import SYSTEM, Outcome
from complaints.services.decide import Result, answer_draft
from complaints.services.decide import decide as decide_complaint
from correspondence.acts import ask_clarification, clarification_draft, extend, extension_draft, opener_of
from correspondence.links import link_for, reply_address, revoke, status_url
from correspondence.models import Message
from correspondence.services.post import record_posting
from correspondence.services.returns import bounce
from intake.models import Arrival
from intake.selectors import quarantined
from intake.services.process import process
from law.words import MarkName
from tests.builders import make_complaint, make_request, noon, send_letters
from tests.portal.posting import opened, page, write

pytestmark = pytest.mark.django_db
NOW = noon(2026, 9, 10)


def address(case):
    """Give the path of the private link of who opened the case."""
    url = status_url(party=opener_of(case), now=NOW)
    return url.removeprefix("http://localhost:8000")


def seen(client, case, at=NOW, query=""):
    with time_machine.travel(at, tick=False):
        return page(client.get(address(case) + query))


def answered(case, officer, *, sent=True):
    finding = Result(Outcome.NOT_UPHELD, "We found no error.")
    letter = answer_draft(case=case, result=finding, now=NOW)
    decide_complaint(case=case, result=finding, letter=letter, key="answer", officer=officer, now=NOW)
    if sent:
        send_letters(now=NOW)
    case.refresh_from_db()


def asked(case, officer):
    letter = clarification_draft(case=case, question="Which account do you mean?", now=NOW)
    ask_clarification(case=case, letter=letter, key="question", by=officer.actor, now=NOW)
    send_letters(now=NOW)


def test_a_letter_by_post_stands_on_the_day_on_which_it_was_posted(client, officer):
    case = make_complaint(email="")
    answered(case, officer, sent=False)
    record_posting(letter=case.letters.get(), on=date(2026, 9, 10), by=officer.actor, now=noon(2026, 9, 14))
    text = seen(client, case, at=noon(2026, 9, 15))
    assert "We sent you our answer" in text
    assert "10 September 2026" in text
    assert "14 September 2026" not in text


def test_a_received_case_shows_when_it_came_and_by_when_we_answer_and_why(client):
    text = seen(client, make_request(acknowledged=True))
    assert (
        '<li class="now" aria-current="step">\n<strong>We received it</strong>\n<span>3 September 2026</span>' in text
    )
    assert "by 5 October 2026" in text
    assert "The law sets this day. It counts from 3 September 2026, when we received it." in text
    assert "Reg. (EEC, Euratom) 1182/71 Art. 3" in text
    assert "A person in our privacy team reads what you sent." in text


def test_a_case_that_is_worked_on_says_so(client):
    case = make_complaint()
    start_work(case=case, by=SYSTEM, now=NOW)
    text = seen(client, case)
    assert '<li class="now" aria-current="step">\n<strong>We work on it</strong>' in text
    assert "No law sets a day for this answer. We promise to answer within 30 days." in text


def test_a_case_that_waits_for_the_person_says_what_for_and_since_when(client, officer):
    case = make_request(acknowledged=True)
    asked(case, officer)
    text = seen(client, case)
    assert "We wait for your answer" in text
    assert "10 September 2026: We asked you a question and need your answer to go on." in text
    assert "Which account" not in text


def test_a_case_that_waits_for_proof_of_identity_says_so(client):
    case = make_request()
    mark_clock(case=case, mark=MarkName.IDENTITY_REQUESTED, on=date(2026, 9, 9), by=SYSTEM, now=NOW)
    assert "9 September 2026: We asked you to show that you are the person" in seen(client, case)


def test_a_day_that_passes_while_we_wait_for_the_person_is_no_lateness_of_ours(client):
    case = make_request()
    mark_clock(case=case, mark=MarkName.IDENTITY_REQUESTED, on=date(2026, 9, 9), by=SYSTEM, now=NOW)
    text = seen(client, case, at=noon(2026, 12, 1))
    assert "We should have answered" not in text
    assert "The day for our answer is not fixed while we wait for you." in text


def test_an_extended_case_shows_the_new_day_and_that_it_was_announced(client, officer):
    case = make_request(acknowledged=True)
    letter = extension_draft(case=case, reason="There are many systems.", now=NOW)
    extend(case=case, letter=letter, key="extension", by=officer.actor, now=NOW)
    send_letters(now=NOW)
    text = seen(client, case)
    assert "3 December 2026" in text
    assert "later than usual because we told you in time that we need more time" in text
    assert "many systems" not in text


def test_a_day_that_has_passed_is_owned_up_to_with_where_to_complain(client):
    text = seen(client, make_request(), at=noon(2026, 10, 6))
    assert "We should have answered by" in text
    assert "This day has passed, and we are sorry." in text
    assert "complain to a data protection authority" in text


def test_on_the_last_day_itself_nothing_is_late(client):
    assert "We should have answered" not in seen(client, make_request(), at=noon(2026, 10, 5))


def test_a_decided_case_says_that_the_answer_is_on_its_way_until_it_has_left(client, officer):
    case = make_complaint()
    answered(case, officer, sent=False)
    assert "Our answer is on its way" in seen(client, case)


def test_an_answer_that_came_back_is_not_said_to_be_on_its_way_not_even_when_the_case_is_closed(client, officer):
    case = make_complaint()
    answered(case, officer)
    bounce(letter=case.letters.get(), hard=True, status="5.1.1", now=NOW)
    case.refresh_from_db()
    for _ in range(2):
        text = seen(client, case)
        assert "Our answer has not reached you" in text
        assert "Please write to us below how we reach you best." in text
        assert "on its way" not in text
        assert "is leaving" not in text
        if case.state == State.DECIDED:
            close_unanswered(case=case, reason="Three letters came back.", officer=officer, now=NOW)


def test_a_case_reopened_after_its_answer_owes_no_day_that_was_kept(client, officer):
    case = make_complaint()
    answered(case, officer)
    reopen_with_reason(case=case, reason="The person sent more.", officer=officer, now=NOW)
    text = seen(client, case, at=noon(2026, 12, 1))
    assert "We work on it" in text
    assert "We should have answered" not in text
    assert "This day has passed" not in text


def test_an_answered_case_shows_the_day_and_nothing_of_the_outcome(client, officer):
    case = make_complaint()
    answered(case, officer)
    text = seen(client, case)
    assert "<strong>We answered</strong>\n<span>10 September 2026</span>" in text
    for word in ("uphold", "upheld", "found", "We answer by"):
        assert word not in text


def test_closing_an_answered_case_changes_nothing_on_its_page(client, officer):
    case = make_complaint()
    answered(case, officer)
    before = seen(client, case)
    close_case(case=case, by=officer.actor, now=NOW)
    after = seen(client, case)
    assert "<strong>We answered</strong>" in after
    assert len(after) == len(before)


@pytest.mark.parametrize("ending", [State.WITHDRAWN, State.DUPLICATE, State.OUT_OF_SCOPE])
def test_a_case_that_ended_without_an_answer_says_only_that(client, ending):
    case = make_request()
    move(case=case, to=ending, by=SYSTEM, now=NOW)
    text = seen(client, case)
    assert "<strong>Work on it has ended</strong>\n<span>10 September 2026</span>" in text
    assert "We answer" not in text


def test_letters_and_messages_are_listed_by_day_and_kind_only(client, officer):
    case = make_request(acknowledged=True)
    asked(case, officer)
    with time_machine.travel(noon(2026, 9, 11), tick=False):
        write(client, address(case), text="My secret account is 99.")
    text = seen(client, case, at=noon(2026, 9, 12))
    lines = [
        ("2026-09-03", "3 September 2026", "We confirmed that we received it"),
        ("2026-09-10", "10 September 2026", "We asked you a question"),
        ("2026-09-11", "11 September 2026", "You wrote to us"),
    ]
    for iso, day, words in lines:
        assert f'<time datetime="{iso}">{day}</time> <span>{words}</span>' in text
    assert "secret account" not in text


def test_nothing_of_the_file_is_on_the_page(client):
    text = seen(client, make_request(acknowledged=True, rights=("access", "erasure")))
    for said in ("Renate", "requester@example.com", "Please send me a copy", "Copy of my data", "erasure", "Delet"):
        assert said not in text


def test_another_party_of_the_case_sees_neither_letters_nor_messages_of_the_first(client):
    case = make_request(acknowledged=True)
    other = Party.objects.create(case=case, role="data_subject", name="Dora Subject", email="subject@example.com")
    path = status_url(party=other, now=NOW).removeprefix("http://localhost:8000")
    with time_machine.travel(NOW, tick=False):
        text = page(client.get(path))
    assert case.reference in text
    assert "Letters between us" not in text


def test_the_page_speaks_the_cases_language_unless_another_is_chosen(client):
    case = make_request(language="de")
    assert "Ihr Antrag" in seen(client, case)
    assert "Your request" in seen(client, case, query="?lang=en")


def test_reading_the_page_changes_nothing(client):
    case = make_request(acknowledged=True)
    before = Event.objects.count()
    seen(client, case)
    client.head(address(case))
    assert Event.objects.count() == before


def test_a_message_with_files_joins_the_case_as_the_partys_own(client):
    case = make_request()
    answer = write(client, address(case), text="Here it is.", attachments=[SimpleUploadedFile("a.txt", b"abc")])
    assert (answer.status_code, answer["Location"]) == (303, address(case) + "?sent=1")
    message = Message.objects.get()
    assert (message.case, message.party, message.text) == (case, opener_of(case), "Here it is.")
    assert message.attachments.get().name == "a.txt"
    assert Arrival.objects.get().state == "joined"
    assert "We have received your message." in page(client.get(answer["Location"]))


def test_a_file_alone_is_a_message_and_nothing_at_all_is_not(client):
    case = make_request()
    assert write(client, address(case), attachments=[SimpleUploadedFile("a.txt", b"abc")]).status_code == 303
    empty = write(client, address(case), text=" ")
    assert empty.status_code == 422
    assert "Write a message, or choose a file." in page(empty)


def test_a_message_sent_twice_is_on_the_case_once(client):
    case = make_request()
    token = opened(client, address(case))
    for _ in range(2):
        write(client, address(case), token=token, text="Here it is.")
    assert Message.objects.count() == 1


def test_an_answer_to_our_question_lets_the_case_go_on(client, officer):
    case = make_request(acknowledged=True)
    asked(case, officer)
    with time_machine.travel(noon(2026, 9, 11), tick=False):
        write(client, address(case), text="The one ending in 99.")
    assert "We wait for your answer" not in seen(client, case, at=noon(2026, 9, 12))


def test_a_message_on_a_closed_case_is_kept_too(client, officer):
    case = make_complaint()
    answered(case, officer)
    close_case(case=case, by=officer.actor, now=NOW)
    assert write(client, address(case), text="I do not agree.").status_code == 303
    assert Message.objects.get().case == case


def test_a_message_set_aside_from_a_restricted_case_is_found_by_the_dpo_and_by_nobody_else(client, officer, dpo):
    case = make_request()
    Case.objects.update(restricted=True)
    assert write(client, address(case), text="About my colleague.", leave_empty="x").status_code == 303
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.suggested_case) == ("quarantined", case)
    assert list(quarantined(dpo)) == [arrival]
    assert list(quarantined(officer)) == []
    client.force_login(officer)
    assert client.get(f"/admin/quarantine/{arrival.pk}/").status_code == 404
    assert case.reference not in page(client.get("/admin/quarantine/"))
    client.force_login(dpo)
    assert f"Attach to {case.reference}" in page(client.get(f"/admin/quarantine/{arrival.pk}/"))


def test_a_message_that_could_not_be_read_from_a_restricted_case_stays_with_the_dpo(client, officer, dpo, monkeypatch):
    case = make_request()
    Case.objects.update(restricted=True)
    monkeypatch.setattr("intake.services.process.handle_submission", lambda **_: 1 / 0)
    write(client, address(case), text="About my colleague.")
    for _ in range(2):
        Arrival.objects.update(try_after=None)
        process(arrival_id=Arrival.objects.get().pk, now=NOW)
    assert Arrival.objects.get().state == "quarantined"
    assert (list(quarantined(officer)), quarantined(dpo).count()) == ([], 1)


def test_too_many_messages_in_an_hour_keep_their_text_and_name_another_way(client, monkeypatch):
    monkeypatch.setattr("portal.limits.MESSAGES_PER_HOUR", 2)
    case = make_request()
    for number in range(2):
        assert write(client, address(case), text=f"Message {number}").status_code == 303
    over = write(client, address(case), text="One more thing")
    assert over.status_code == 429
    assert "One more thing" in page(over)
    assert "answer one of our e-mails" in page(over)
    assert Message.objects.count() == 2


def test_wrong_malformed_long_revoked_and_other_links_get_one_and_the_same_page(client):
    case = make_request()
    live = address(case)
    secret = live.split("/")[2]
    revoke(link=link_for(purpose="status", secret=secret), now=NOW)
    reply = reply_address(party=opener_of(case), now=NOW).partition("+")[2].partition("@")[0]
    paths = [
        live,
        f"/c/{secret[:-1]}/",
        "/c/x/",
        f"/c/{'x' * 10_000}/",
        "/c/%00/",
        "/c/%ff/",
        f"/c/{reply}/",
        "/nowhere/",
    ]
    answers = [client.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({page(answer) for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_a_post_to_a_wrong_link_gets_that_page_too(client):
    answer = client.post("/c/x/", {"text": "Hello", "nonce": "x"})
    assert answer.status_code == 404
    assert not Arrival.objects.exists()


def test_the_address_is_told_to_nobody(client):
    answer = client.get(address(make_request()))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def in_german(client, case):
    return seen(client, case, query="?lang=de")


def test_a_german_page_tells_in_german_how_the_day_is_counted_with_citations_as_they_are_cited(client):
    text = in_german(client, make_request(acknowledged=True))
    assert '<li lang="de">Eingegangen am Donnerstag, 3. September 2026 (Ort: Deutschland); dieser Tag zählt' in text
    assert '<li lang="de">1 Monat, also Samstag, 3. Oktober 2026. <span class="hint" lang="en">GDPR Art. 12(3)' in text
    assert '<li lang="de">Der letzte Tag fällt auf einen Ruhetag (Samstag, Sonntag), also Montag, 5. Oktober' in text
    assert "auf Englisch" not in text


def test_a_working_that_was_stored_before_german_ones_stays_readable_in_english(client):
    case = make_request(acknowledged=True)
    for row in case.deadlines.all():
        row.working = [{key: step[key] for key in ("on", "because", "citation")} for step in row.working]
        row.save()
    text = in_german(client, case)
    assert '<li lang="en">1 month, so Saturday 3 October 2026.' in text
    assert "Einige Schritte stehen hier auf Englisch." in text


OBJECT = "I do not agree with your answer. Please look at it again."
WHY = "You looked at the wrong account."


def object_to(client, case, *, at=NOW, **said):
    with time_machine.travel(at, tick=False):
        return write(client, address(case), text=WHY, objects="on", **said)


def test_an_answer_can_be_objected_to_where_it_stands_and_the_objection_is_a_case_of_its_own(client, officer):
    case = make_complaint()
    assert OBJECT not in seen(client, case)
    answered(case, officer)
    assert OBJECT in seen(client, case)
    assert object_to(client, case).status_code == 303
    appeal = Case.objects.get(procedure="appeal")
    assert (appeal.about, appeal.place, appeal.language) == (case, case.place, case.language)
    assert appeal.due_on or appeal.target_on
    assert appeal.parties.get().email == opener_of(case).email
    assert appeal.messages.get().text == WHY
    assert appeal.letters.get().name == "acknowledgement"
    assert not case.messages.exists()
    text = seen(client, case)
    assert f"It has the reference {appeal.reference}." in text
    assert OBJECT not in text


def test_an_objection_that_was_answered_leaves_room_for_another_and_cannot_be_objected_to_itself(client, officer):
    case = make_complaint()
    answered(case, officer)
    object_to(client, case)
    appeal = Case.objects.get(procedure="appeal")
    answered(appeal, officer)
    assert OBJECT not in seen(client, appeal)
    text = seen(client, case)
    assert "We have dealt with it" in text
    assert OBJECT in text


def test_an_objection_before_our_answer_is_a_message_and_no_case(client):
    case = make_complaint()
    object_to(client, case)
    assert Case.objects.count() == 1
    assert case.messages.get().text == WHY


def test_an_objection_without_a_word_is_asked_for_one_and_its_tick_is_kept(client, officer):
    case = make_complaint()
    answered(case, officer)
    with time_machine.travel(NOW, tick=False):
        answer = write(client, address(case), text="", objects="on")
    assert answer.status_code == 422
    tick = page(answer).split('name="objects"')[1].split(">")[0]
    assert "checked" in tick
    assert Case.objects.count() == 1


def test_another_persons_objection_is_not_told(client, officer):
    case = make_complaint()
    answered(case, officer)
    object_to(client, case)
    Party.objects.filter(case__procedure="appeal").update(email="somebody@else.example")
    assert "objection" not in seen(client, case)


@pytest.mark.parametrize("how", [{"restricted": True}, {"audience": "applicants"}])
def test_an_objection_to_a_closed_case_is_closed_like_it(how, client, officer):
    case = make_complaint()
    answered(case, officer)
    Case.objects.update(**how)
    object_to(client, case)
    appeal = Case.objects.get(procedure="appeal")
    assert {name: getattr(appeal, name) for name in how} == how
