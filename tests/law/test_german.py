"""The working in German: every step that can lead to the date of an answer, under every law, and the sentences themselves."""

import json
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law import clock, promise, regimes
from law.clock import Mark
from law.errors import LawError
from law.german import in_german
from law.places import Place
from law.promise import Contract, Promise
from law.steps import as_data
from law.words import Duty, MarkName, Right
from tests.law.test_properties import CALENDARS, EXTENDABLE, known_days, true_marks

ENGLISH = re.compile(r"\b(received|working|does not|the|periods?|asked|extension|so|days?|weeks?|months?|hours?)\b")
PAIRS = [
    (law, right) for law in regimes.all() for right, rules in law.rights.items() if hasattr(rules.respond, "amount")
]


def stored(step):
    """Give a step's telling as the database gives it back."""
    return json.loads(json.dumps(as_data(step.telling)))


def told(working):
    return [in_german(stored(step)) for step in working if not step.inside]


def answer(law, right, received, *marks, place="DE"):
    given_marks = [Mark(MarkName(name), date.fromisoformat(on)) for name, on in marks]
    found = clock.run(
        regime=regimes.get(law), right=Right(right), place=Place.parse(place), received=received, marks=given_marks
    )
    return told(found.duty(Duty.RESPOND).working)


@settings(max_examples=400, deadline=None)
@given(pair=st.sampled_from(PAIRS), place=st.sampled_from(CALENDARS), received=known_days, data=st.data())
def test_every_step_to_the_date_of_an_answer_is_told_in_german(pair, place, received, data):
    law, right = pair
    marks = data.draw(true_marks(received))
    if pair in EXTENDABLE and data.draw(st.booleans()):
        marks.append(Mark(MarkName.EXTENDED, received + timedelta(days=data.draw(st.integers(0, 20)))))
    if data.draw(st.booleans()):
        marks.append(Mark(MarkName.ANSWERED, received + timedelta(days=200)))
    try:
        found = clock.run(regime=law, right=right, place=Place.parse(place), received=received, marks=marks)
    except LawError:
        return
    if found.duty(Duty.RESPOND).due_on is None:
        return
    for sentence in told(found.duty(Duty.RESPOND).working):
        assert sentence, found.duty(Duty.RESPOND).explanation
        assert "gesetzlicher Feiertag" in sentence or not ENGLISH.search(sentence), sentence


def test_a_month_that_ends_on_a_day_it_does_not_have_and_on_rest_is_explained_in_german():
    assert answer("eu-gdpr", "access", date(2026, 1, 31)) == [
        "eingegangen am Samstag, 31. Januar 2026 (Ort: Deutschland); dieser Tag zählt nicht mit",
        "1 Monat; einen 31. Februar gibt es nicht, also Samstag, 28. Februar 2026",
        "der letzte Tag fällt auf einen Ruhetag (Samstag, Sonntag), also Montag, 2. März 2026",
    ]


def test_a_public_holiday_has_its_german_name_where_one_is_known():
    rolled = "der letzte Tag fällt auf einen Ruhetag"
    german = answer("eu-gdpr", "access", date(2026, 11, 25), place="DE")[-1]
    assert german.startswith(f"{rolled} (Erster Weihnachtstag, Samstag, Sonntag), also Montag, 28. Dezember 2026")
    assert answer("uk-gdpr", "access", date(2026, 11, 25), place="GB-ENG")[-1].startswith(
        f"{rolled} (gesetzlicher Feiertag: Christmas Day, "
    )


@pytest.mark.parametrize(
    ("law", "marks", "sentence"),
    [
        (
            "eu-gdpr",
            [("identity_requested", "2026-11-12"), ("identity_confirmed", "2026-11-20")],
            "Nachweis der Identität am Donnerstag, 12. November 2026 erbeten, am Freitag, 20. November 2026 erhalten: "
            "8 Tage zählen nicht mit, also Donnerstag, 17. Dezember 2026",
        ),
        (
            "uk-gdpr",
            [("identity_requested", "2026-11-12"), ("identity_confirmed", "2026-11-20")],
            "Nachweis der Identität am Donnerstag, 12. November 2026 erbeten, am Freitag, 20. November 2026 erhalten: "
            "die Frist beginnt mit diesem Tag von vorn; 1 Monat, also Sonntag, 20. Dezember 2026",
        ),
        (
            "us-ca-ccpa",
            [("identity_requested", "2026-11-12")],
            "Nachweis der Identität am Donnerstag, 12. November 2026 erbeten: die Frist läuft weiter; ohne Antwort darf "
            "der Antrag an ihrem Ende abgelehnt werden",
        ),
        (
            "eu-gdpr",
            [("clarification_requested", "2026-11-12")],
            "Klärung am Donnerstag, 12. November 2026 erbeten, noch nicht erhalten: die Frist steht still, und dieser Tag "
            "rückt mit jedem Tag des Wartens weiter",
        ),
        (
            "eu-gdpr",
            [("extended", "2026-11-30")],
            "Verlängerung mitgeteilt am Montag, 30. November 2026: insgesamt 3 Monate, gezählt von Montag, 9. November "
            "2026, also Dienstag, 9. Februar 2027",
        ),
        (
            "ch-fadp",
            [("extended", "2026-11-30")],
            "Verlängerung mitgeteilt am Montag, 30. November 2026: das Gesetz nennt keine Länge, es gilt der mitgeteilte "
            "Tag; hier bleibt Mittwoch, 9. Dezember 2026",
        ),
        ("eu-gdpr", [("answered", "2026-11-30")], "beantwortet am Montag, 30. November 2026"),
    ],
)
def test_what_a_mark_does_is_told_in_german(law, marks, sentence):
    place = {"us-ca-ccpa": "US-CA", "uk-gdpr": "GB", "ch-fadp": "CH"}.get(law, "DE")
    assert sentence in answer(law, "access", date(2026, 11, 9), *marks, place=place)


def test_promise_and_contract_are_told_in_german():
    ours = Promise(5, 30, closed=frozenset({date(2026, 10, 3)}))
    kept = promise.run(promise=ours, place=Place.parse("BE"), received_on=date(2026, 9, 3))
    assert told(kept.duty(Duty.RESPOND).working) == [
        "eingegangen am Donnerstag, 3. September 2026; dieser Tag zählt nicht mit",
        "versprochen: 30 Tage, also Samstag, 3. Oktober 2026",
        "am Samstag, 3. Oktober 2026 haben wir geschlossen, darum antworten wir bis Freitag, 2. Oktober 2026",
    ]
    bound = promise.run_contract(
        contract=Contract(10, "Clause 9"), place=Place.parse("BE"), received_on=date(2026, 9, 3), right=Right.ACCESS
    )
    assert (
        told(bound.duty(Duty.RESPOND).working)[-1]
        == "durch Vertrag versprochen: 10 Tage, also Sonntag, 13. September 2026"
    )


OTHER_EDITIONS = [
    None,
    {"key": "unheard_of"},
    {"key": "length", "amount": 1},
    {"key": "ended", "mark": "answered", "on": "a day"},
]


@pytest.mark.parametrize("telling", OTHER_EDITIONS)
def test_what_another_edition_stored_is_left_to_the_english_words(telling):
    assert in_german(telling) is None
