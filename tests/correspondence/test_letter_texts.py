"""The texts of letters that staff write: held against what a letter must say, in force from their day, and harmless."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.errors import Refused
from cases.gathering import gathered
from cases.organisation import LETTER_LANGUAGES
from correspondence.acts import acknowledge, clarification_draft, opener_of, write_letter
from correspondence.errors import TextRefused
from correspondence.filling import LetterText, fill, shipped
from correspondence.lettercheck import faults_of_text, made_up
from correspondence.letterkinds import KINDS
from correspondence.letters import draft
from correspondence.lettertexts import text_in_force
from correspondence.letterversion import LetterVersion
from correspondence.services.lettertexts import Wanted, save_version
from tests.builders import make_complaint, make_request, noon

NOW = noon(2026, 9, 5)
TODAY = date(2026, 9, 5)
QUESTION = "Dear reader,\n\n{{ question }}\n\n{{ reference }}\n\n{{ ways_to_answer }}\n\n{{ signature }}"


def wanted(body=QUESTION, *, subject="A question: {{ reference }}", from_day=TODAY, based_on=0, **more):
    told = {"name": "clarification", "language": "en", "why": "Plainer.", **more}
    return Wanted(subject=subject, body=body, from_day=from_day, based_on=based_on, **told)


def faults(body, *, kind="clarification", subject="A question: {{ reference }}"):
    return faults_of_text(kind=KINDS[kind], language="en", subject=subject, body=body)


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_text_is_one_that_could_be_saved(kind, language):
    text = shipped(kind, language)
    assert faults_of_text(kind=KINDS[kind], language=language, subject=text.subject, body=text.body) == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (QUESTION + "{{ refrence }}", "Line 9: this letter has no placeholder “refrence”. Did you mean reference?"),
        (QUESTION + "{{ mailbox }}", "Did you mean organisation.mailbox?"),
        (QUESTION + "{{ decisions }}", "this letter has no placeholder “decisions”."),
        (QUESTION + "{{ case.notes }}", "this letter has no placeholder “case.notes”."),
        (QUESTION + "{{ question|safe }}", "{{ question|safe }} is not understood."),
        (QUESTION + "{% include 'admin/base.html' %}", "is not understood. A letter's text knows placeholders"),
        (QUESTION + "{% load static %}", "is not understood"),
        (QUESTION + "{# a remark #}", "is not understood"),
        (QUESTION + "{{ question", "Line 9: “{{” stands alone."),
        (QUESTION + "{\n", "Line 9: “{” stands alone."),
        (QUESTION + "{{ by_post }}", "by_post only decides between two wordings."),
        (QUESTION + "{% if by_post and is_complaint %}x{% endif %}", "Ask for one thing"),
        (QUESTION + '{% if by_post == "yes" %}x{% endif %}', "by_post is not compared with anything."),
        (QUESTION + "{% if by_post %}x", "Line 9: {% if by_post %} is never closed."),
        (QUESTION + "x{% endif %}", "belongs to no {% if … %}"),
        (QUESTION + "{% if by_post %}{% else %}{% else %}{% endif %}", "nothing follows {% else %} but {% endif %}."),
        (QUESTION + "\nCD-7K3M-Q9XT", "Line 10: “CD-7K3M-Q9XT” belongs to one case. Write {{ reference }}"),
        (QUESTION + "http://localhost:8000/c/abc-1/", "belongs to one case. Write {{ reference }} or {{ status_url }}"),
        (QUESTION + "Dear [name],", "“[name]” looks like a blank"),
        (QUESTION + "On ______ we", "looks like a blank"),
        (QUESTION.replace("{{ question }}", "x"), "The letter must always give {{ question }}: what the officer asks."),
        (QUESTION.replace("{{ signature }}", "x"), "must always give {{ organisation.name }} or {{ signature }}"),
        (QUESTION.replace("{{ ways_to_answer }}", "x"), "must always give {{ status_url }} or {{ ways_to_answer }}"),
        ("", "The letter is empty."),
        (QUESTION + "x" * 20_000, "20000 are the most. Shorten it."),
    ],
)
def test_a_text_that_no_letter_may_have_is_refused_with_a_sentence(body, sentence):
    assert any(sentence in fault for fault in faults(body)), faults(body)


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("", "The subject is empty."),
        ("About your case", "The subject must always give {{ reference }}"),
        ("{{ reference }}: {{ question }}", "{{ question }} may not stand there: it travels unprotected"),
        ("{{ reference }} for anna@example.com", "“anna@example.com” looks like an address or number of somebody."),
        ("{{ reference }}, 0151 2345678", "looks like an address or number of somebody."),
        ("{{ reference }} " + "long " * 30, "characters long; 120 are the most."),
        ("{% if is_complaint %}{{ reference }}{% endif %} x", "It is missing when the letter is about a request."),
        ("{{ referense }}", "In the subject: Line 1: this letter has no placeholder “referense”."),
    ],
)
def test_a_subject_that_tells_of_a_person_or_is_not_read_whole_is_refused(subject, sentence):
    found = faults(QUESTION, subject=subject)
    assert any(sentence in fault for fault in found), found


def test_what_a_letter_must_say_does_not_hide_behind_a_condition():
    hidden = QUESTION.replace("{{ question }}", "{% if by_post %}{{ question }}{% endif %}")
    (fault,) = faults(hidden)
    assert fault.endswith("It is missing when the letter is by e-mail.")


def test_an_answer_must_say_where_to_complain_and_each_outcome_in_words_of_its_own():
    text = shipped("response_complaint", "en")
    without = text.body.replace("{{ redress_notice }}", "")
    (fault,) = faults(without, kind="response_complaint", subject=text.subject)
    assert fault.startswith("The letter must always give {{ redress_notice }}")
    start, end = text.body.index("{% if outcome"), text.body.index("{% if findings")
    same = text.body[:start] + "We have decided.\n\n" + text.body[end:]
    (fault,) = faults(same, kind="response_complaint", subject=text.subject)
    assert fault.startswith("The letter must say each outcome in words of its own")
    wrong = text.body.replace('"partly_upheld"', '"half_upheld"')
    (fault,) = faults(wrong, kind="response_complaint", subject=text.subject)
    assert "outcome is never “half_upheld”. It is one of upheld, partly_upheld, not_upheld." in fault


@pytest.mark.parametrize(
    "text", ["{% include 'x' %}", "{% load static %}", "{{ question|upper }}", "{% for x in y %}{% endfor %}"]
)
def test_the_engine_itself_knows_nothing_but_placeholders_and_if(text):
    with pytest.raises(Exception, match=r"Invalid (block tag|filter)"):
        fill(LetterText(1, "x", text), "en", {})


def test_the_engine_is_given_nothing_to_walk_through():
    facts = made_up(KINDS["response_request"], {"case": make_request})
    _, body = fill(
        LetterText(1, "x", "<{{ case.pk }}{{ redress.0.authority }}{{ organisation.mailboxes }}>"), "en", facts
    )
    assert body == "<>\n"


@pytest.mark.django_db
class TestVersions:
    def test_a_letter_is_made_from_the_version_in_force_and_says_which(self, dpo):
        case = make_request()
        assert clarification_draft(case=case, question="Which?", now=NOW).version == 0
        save_version(wanted=wanted(), by=dpo, now=NOW)
        letter = clarification_draft(case=case, question="{{ reference }} <b>", now=NOW)
        assert letter.body.startswith("Dear reader,\n\n{{ reference }} <b>\n\nCD-")
        assert (letter.version, letter.subject) == (1, f"A question: {case.reference}")

    @pytest.mark.parametrize(
        "deed", ["UPDATE correspondence_letterversion SET why = 'x'", "DELETE FROM correspondence_letterversion"]
    )
    def test_the_database_refuses_to_change_or_delete_a_version(self, dpo, deed):
        save_version(wanted=wanted(), by=dpo, now=NOW)
        with (
            pytest.raises(DatabaseError, match="history only grows"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(deed)
        assert LetterVersion.objects.get().why == "Plainer."

    def test_a_version_of_one_language_leaves_the_others(self, dpo):
        save_version(wanted=wanted(), by=dpo, now=NOW)
        assert clarification_draft(case=make_request(language="de"), question="Was?", now=NOW).version == 0

    def test_a_version_holds_from_its_day_and_of_one_day_the_last(self, dpo):
        save_version(wanted=wanted(from_day=date(2026, 10, 1)), by=dpo, now=NOW)
        save_version(wanted=wanted(QUESTION + "\nNow.", based_on=1), by=dpo, now=NOW)
        save_version(wanted=wanted(QUESTION + "\nNow, again.", based_on=2), by=dpo, now=NOW)
        case = make_request()
        numbers = [
            clarification_draft(case=case, question="?", now=noon(2026, *day)).version
            for day in ((9, 4), (9, 5), (9, 30), (10, 1))
        ]
        assert numbers == [0, 3, 3, 1]

    def test_a_refused_text_leaves_no_version(self, dpo):
        with pytest.raises(TextRefused) as refusal:
            save_version(wanted=wanted("Nothing."), by=dpo, now=NOW)
        assert len(refusal.value.faults) == 5
        assert not LetterVersion.objects.exists()

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"why": " "}, "Say why it is changed"),
            ({"from_day": date(2026, 9, 4)}, "It cannot hold from 4 September 2026, which is past."),
            ({"based_on": 0}, "Version 1 was saved meanwhile, by dpo."),
            ({"body": QUESTION}, "Nothing is changed"),
        ],
    )
    def test_what_cannot_be_saved_is_refused_with_a_sentence(self, dpo, changed, sentence):
        save_version(wanted=wanted(), by=dpo, now=NOW)
        told = replace(wanted(QUESTION + "\nMore.", based_on=1), **changed)
        with pytest.raises(Refused, match=sentence):
            save_version(wanted=told, by=dpo, now=NOW)
        assert LetterVersion.objects.count() == 1

    def test_an_officer_changes_no_text(self, officer):
        with pytest.raises(Refused, match="Only an administrator or the data protection officer"):
            save_version(wanted=wanted(), by=officer, now=NOW)

    def test_an_acknowledgement_is_made_from_its_version_and_the_letter_remembers_it(self, dpo):
        text = shipped("acknowledgement", "en")
        told = wanted(f"Good day!\n\n{text.body}", subject=text.subject, name="acknowledgement")
        save_version(wanted=told, by=dpo, now=NOW)
        letter = acknowledge(case=make_complaint(), now=NOW)
        assert letter is not None
        assert (letter.version, letter.body.partition("\n")[0]) == (1, "Good day!")

    def test_many_letters_ask_for_versions_once_and_read_each_once_in_a_process(self, dpo):
        save_version(wanted=wanted(f"{QUESTION}\nRead once."), by=dpo, now=NOW)
        with gathered(50), CaptureQueriesContext(connection) as asked:
            assert {text_in_force(name="clarification", language="en", now=NOW).number for _ in range(50)} == {1}
        assert len(versions_asked(asked)) == 2
        with gathered(50), CaptureQueriesContext(connection) as asked:
            assert text_in_force(name="clarification", language="en", now=NOW).number == 1
        assert len(versions_asked(asked)) == 1

    def test_without_a_version_many_letters_cost_one_small_query(self):
        with gathered(50), CaptureQueriesContext(connection) as asked:
            for language in LETTER_LANGUAGES:
                assert text_in_force(name="acknowledgement", language=language, now=NOW).number == 0
        (query,) = versions_asked(asked)
        assert '"body"' not in query


def versions_asked(asked):
    return [query["sql"] for query in asked if "letterversion" in query["sql"]]


@pytest.mark.django_db
def test_a_letter_in_which_a_placeholder_of_ours_is_left_does_not_leave(officer):
    case = make_complaint()
    letter = draft(name="free", case=case, party=opener_of(case), now=NOW)
    told = {"case": case, "party": opener_of(case), "key": "k", "by": officer.actor, "now": NOW}
    with pytest.raises(Refused, match="“{{ reference }}” still stands in the letter."):
        write_letter(letter=replace(letter, body="Your {{ reference }}."), **told)
    quoted = replace(letter, body="You were greeted as {{ first_name }}.")
    assert write_letter(letter=quoted, **told).body == quoted.body
