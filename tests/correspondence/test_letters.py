"""Letters as a person reads them: who we are, what was decided, why, by which article, where to complain."""

import re
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.template.loader import render_to_string
from django.test import override_settings

from cases.organisation import LETTER_LANGUAGES
from cases.words import Outcome
from complaints.services.decide import Result, answer_draft
from correspondence.acts import clarification_draft, extension_draft, free_draft, opener_of
from correspondence.endings import merge_draft, transfer_draft, withdrawal_draft
from correspondence.identity import identity_draft
from correspondence.letters import draft, html_of
from dsar.services.decide import RightDecision, response_draft
from law import regimes
from law.words import Confidence, Right
from tests.builders import bring_in, mail, make_complaint, make_request, noon, send_letters

pytestmark = pytest.mark.django_db
NOW = noon(2026, 9, 5)
LANGUAGES = LETTER_LANGUAGES
FOLDER = settings.BASE_DIR / "templates" / "letters"
# Words of the person that no automatic letter may carry.
CANARY = "xyzzy-canary"


def acknowledgement(case):
    return draft(name="acknowledgement", case=case, party=opener_of(case), now=NOW)


def refusal(case):
    decisions = [
        RightDecision("access", Outcome.GRANTED),
        RightDecision(
            "erasure", Outcome.REFUSED, "Art. 17(3)(e) GDPR", "We need the invoices for a claim & its <defence>."
        ),
    ]
    return response_draft(case=case, decisions=decisions, now=NOW)


def every_letter(language):
    request, complaint = make_request(language=language), make_complaint(language=language)
    finding = Result(Outcome.UPHELD, "The opt-out was not kept.", "We keep it now.", date(2026, 10, 1))
    return [
        acknowledgement(request),
        acknowledgement(complaint),
        clarification_draft(case=request, question="Which account do you mean?", now=NOW),
        extension_draft(case=request, reason="There are many systems.", now=NOW),
        refusal(request),
        answer_draft(case=complaint, result=finding, now=NOW),
        free_draft(case=complaint, party=opener_of(complaint), now=NOW),
        identity_draft(case=request, wanted="Write to us from your account.", now=NOW),
        withdrawal_draft(case=complaint, now=NOW),
        transfer_draft(case=request, whose="ExampleShop Ltd", contact="privacy@shop.example", now=NOW),
        merge_draft(case=make_request(date(2026, 9, 4), language=language), kept=request, now=NOW),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_says_who_writes_about_which_case_and_where_to_follow_it(language):
    for letter in every_letter(language):
        assert "AllTracking" in letter.body
        assert "claims@alltracking.com" in letter.body
        assert "/c/" in letter.body or letter.name == "merged"
        assert "CD-" in letter.body
        assert "CD-" in letter.subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_is_whole_without_traces_of_its_template(language):
    for letter in every_letter(language):
        for trace in ("{{", "{%", "None", "\n\n\n", "&amp;", "[]"):
            assert trace not in letter.body, (letter.name, trace)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_subject_is_the_same_for_everybody_but_for_the_reference(language):
    first, second = make_request(language=language), make_complaint(language=language, name="Somebody Else")
    subjects = [acknowledgement(case).subject.replace(case.reference, "") for case in (first, second)]
    assert subjects[0] == subjects[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_each_letter_and_says_the_same_facts(language):
    for template in sorted(FOLDER.glob("**/en.txt")) + sorted(FOLDER.glob("*/en/*.txt")):
        other = Path(str(template).replace("/en.txt", f"/{language}.txt").replace("/en/", f"/{language}/"))
        told, wanted = facts_in(other), facts_in(template)
        assert all(mine >= theirs for mine, theirs in zip(told, wanted, strict=True)), other


def facts_in(template: Path) -> tuple[set[str], set[str]]:
    """Give the facts that a template tells, and what it asks before it does."""
    text = template.read_text(encoding="utf-8")
    return set(re.findall(r"{{ ?([\w.]+)", text)) - {"law.law"}, set(re.findall(r'== "(\w+)"', text)) - {"us-ca-ccpa"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_plain_their_sentences_short(language):
    for letter in every_letter(language):
        lines = [line for line in letter.body.splitlines() if "GDPR" not in line and "://" not in line]
        sentences = [words for line in lines for words in re.split(r"[.!?:;]\s", line)]
        assert max(len(sentence.split()) for sentence in sentences) <= 36, letter.name


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 October 2026"),
        ("de", "1. Oktober 2026"),
        ("fr", "1er octobre 2026"),
        ("es", "1 de octubre de 2026"),
        ("pt", "1 de outubro de 2026"),
        ("pl", "1 października 2026"),
        ("uk", "1 жовтня 2026"),
    ],
)
def test_a_date_is_written_as_in_the_language_of_the_letter(language, said):
    finding = Result(Outcome.UPHELD, "The opt-out was not kept.", "We keep it now.", date(2026, 10, 1))
    body = answer_draft(case=make_complaint(date(2026, 10, 1), language=language), result=finding, now=NOW).body
    assert body.count(said) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_redress_notice_names_the_authority_of_the_laws_own_file(language):
    finding = Result(Outcome.NOT_UPHELD, "We found no error.")
    body = answer_draft(case=make_complaint(place="AU", language=language), result=finding, now=NOW).body
    assert "Office of the Australian Information Commissioner" in body
    assert "https://" in body


def test_an_acknowledgement_gives_the_day_of_the_law_and_says_that_it_is_the_laws():
    letter = acknowledgement(make_request(received_on=date(2026, 9, 3)))
    assert "Received on: 3 September 2026" in letter.body
    assert "The law gives us until 5 October 2026 to answer you (GDPR Art. 12(3)" in letter.body


def test_an_acknowledgement_gives_the_promised_day_where_no_law_sets_one():
    letter = acknowledgement(make_complaint(received_on=date(2026, 9, 3)))
    assert "We promise to answer you by 3 October 2026." in letter.body


def test_a_german_acknowledgement_gives_the_day_as_germans_write_it():
    letter = acknowledgement(make_request(received_on=date(2026, 9, 3), language="de"))
    assert "Das Gesetz gibt uns bis zum 5. Oktober 2026 Zeit" in letter.body
    assert letter.subject.startswith("Wir haben Ihre Nachricht erhalten: CD-")


def test_nothing_of_the_person_is_in_an_acknowledgement_as_it_leaves():
    raw = mail(
        f"Please send me a copy of my personal data. {CANARY}",
        sender=f'"{CANARY} Name" <{CANARY}@example.com>',
        subject=f"Access request {CANARY}",
    )
    bring_in(raw)
    send_letters(now=NOW)
    (sent,) = django_mail.outbox
    message = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert message["To"] == f"{CANARY}@example.com"
    del message["To"]
    assert CANARY not in message.as_string()
    assert all(CANARY not in part.get_content() for part in message.walk() if not part.is_multipart())


def test_a_refusal_gives_reasons_article_authority_and_court():
    body = refusal(make_request(rights=("access", "erasure"))).body
    assert "Deletion of your data:\n\nWe cannot do what you ask. Below we say why." in body
    assert "Why: We need the invoices for a claim & its <defence>." in body
    assert "The law that we rely on: Art. 17(3)(e) GDPR" in body
    assert "complain to a data protection supervisory authority" in body
    assert "(Art. 77 GDPR)" in body
    assert "before a court (Art. 79 GDPR)" in body


def test_a_german_refusal_gives_them_in_german():
    body = refusal(make_request(rights=("access", "erasure"), language="de")).body
    assert "Löschung Ihrer Daten:\n\nWir können Ihren Wunsch nicht erfüllen." in body
    assert "Datenschutz-Aufsichtsbehörde" in body
    assert "vor ein Gericht bringen (Art. 79 DSGVO)" in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_right_and_outcome_has_its_words(language):
    case = make_request(language=language)
    outcomes = [Outcome.GRANTED, Outcome.PARTLY_GRANTED, Outcome.REFUSED, Outcome.NOTHING_HELD]
    rights = [right for right in Right if right not in (Right.COMPLAINT, Right.APPEAL)]
    said = {
        response_draft(case=case, decisions=[RightDecision(right, outcome)], now=NOW).body
        for right in rights
        for outcome in outcomes
    }
    assert len(said) == len(rights) * len(outcomes)


@pytest.mark.parametrize(
    ("place", "authority"),
    [
        ("GB", "Information Commissioner's Office"),
        ("US-CA", "California Privacy Protection Agency"),
        ("DE", "Art. 77 GDPR"),
        (
            "NZ",
            "Under New Zealand Privacy Act you can complain to this authority: Office of the Privacy Commissioner, https://",
        ),
        ("AU", "https://www.oaic.gov.au/privacy/privacy-complaints"),
        ("CH", "the data protection authority of the place where you live"),  # nobody has verified its file's address
        ("CL", "the data protection authority of the place where you live"),
    ],
)
def test_the_redress_notice_names_whom_the_persons_own_law_names(place, authority):
    finding = Result(Outcome.NOT_UPHELD, "We found no error.")
    body = answer_draft(case=make_complaint(place=place), result=finding, now=NOW).body
    assert authority in body


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_law_whose_file_says_surely_where_to_complain_is_named_in_the_letter(language):
    case = make_complaint(language=language)
    for law in regimes.all():
        case.regimes = [{"regime": law.id, "because": "the person lives there"}]
        body = answer_draft(case=case, result=Result(Outcome.NOT_UPHELD, "We found no error."), now=NOW).body
        sure = law.authority.confidence != Confidence.LOW
        address = (law.authority.complaint_url or law.authority.website) if sure else ""
        own_words = law.id in ("eu-gdpr", "uk-gdpr", "us-ca-ccpa")
        assert own_words or (address in body if address else law.short_name not in body)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("day", "named", "unnamed"),
    [
        (29, "Information Commissioner's Office", "Information Commission,"),
        (30, "Information Commission", "Commissioner"),
    ],
)
def test_the_authority_of_the_united_kingdom_has_the_name_of_the_letters_day(language, day, named, unnamed):
    case = make_complaint(place="GB", language=language)
    body = answer_draft(case=case, result=Result(Outcome.NOT_UPHELD, "No error."), now=noon(2026, 9, day)).body
    assert named in body
    assert unnamed not in body


def test_a_law_without_words_of_its_own_still_names_authority_and_court():
    case = make_complaint()
    case.regimes = [{"regime": "somewhere-new", "because": "the person lives there"}]
    body = answer_draft(case=case, result=Result(Outcome.NOT_UPHELD, "We found no error."), now=NOW).body
    assert "the data protection authority of the place where you live" in body


def test_an_answer_to_a_complaint_says_decision_findings_and_remedy():
    finding = Result(Outcome.PARTLY_UPHELD, "The opt-out was kept late.", "We mend the list.", date(2026, 10, 1))
    body = answer_draft(case=make_complaint(), result=finding, now=NOW).body
    assert "We uphold your complaint in part." in body
    assert "What we found:\n\nThe opt-out was kept late." in body
    assert "What we do about it:\n\n- We mend the list. (by 1 October 2026)" in body


def test_an_extension_gives_its_reason_and_what_the_laws_allow_at_most():
    body = extension_draft(case=make_request(place="US-CA"), reason="There are many systems.", now=NOW).body
    assert "Why we need more time:\n\nThere are many systems." in body
    assert "- EU GDPR, GDPR Art. 12(3): 2 months longer at most." in body
    assert "- California CCPA, 11 CCR 7021(b): a maximum total of 90 calendar days" in body
    assert "received: 45 days longer at most." in body
    assert "UK GDPR" not in body


def test_an_extension_gives_the_new_day_where_it_is_known():
    case = make_request()
    day = date(2026, 12, 3)
    body = draft(name="extension", case=case, party=opener_of(case), now=NOW, reason="Many.", extended_to=day).body
    assert "We answer you by 3 December 2026 at the latest" in body


def test_the_html_part_escapes_the_text_and_keeps_its_paragraphs():
    html = html_of(subject="About", body="One <b>&\n\nTwo\nlines", language="en")
    assert "<p>One &lt;b&gt;&amp;</p>" in html
    assert "<p>Two<br>\nlines</p>" in html
    assert '<html lang="en">' in html


def test_a_short_line_that_ends_with_a_colon_is_a_heading_in_the_html_part():
    html = html_of(subject="About", body="Our decision:\n\nWe agree.\n\nWhy: because of this and that.", language="en")
    assert "<h2>Our decision</h2>" in html
    assert "<p>Why: because of this and that.</p>" in html


@override_settings(PUBLIC_URL="https://privacy.example.com")
def test_only_our_own_address_becomes_a_link():
    body = "Ours: https://privacy.example.com/c/abc-_1/\n\nTheirs: https://evil.example/c/ https://privacy.example.com.evil.example/"
    html = html_of(subject="About", body=body, language="en")
    assert html.count("<a ") == 1
    assert '<a href="https://privacy.example.com/c/abc-_1/">https://privacy.example.com/c/abc-_1/</a>' in html


def test_the_html_part_asks_for_nothing_from_anywhere():
    html = render_to_string("letters/layout.html", {"subject": "s", "body": "b", "language": "en"})
    assert "http" not in html
    assert "<img" not in html
