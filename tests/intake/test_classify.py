"""What kind of mail each kept mail is, and whether an acknowledgement may go."""

import pytest

from intake.classify import Kind, classify
from intake.parse import parse
from tests.intake.mails import OURS, all_names, raw_mail

KINDS = {
    "bounce_hard_rfc3464": Kind.BOUNCE,
    "bounce_soft_rfc3464": Kind.BOUNCE,
    "bounce_delay_rfc3464": Kind.BOUNCE,
    "bounce_inside_multipart_mixed": Kind.BOUNCE,
    "bounce_qmail_text": Kind.BOUNCE,
    "bounce_exim_failed_recipients": Kind.BOUNCE,
    "bounce_ses_notice": Kind.BOUNCE,
    "bounce_success_rfc3464": Kind.REPORT,
    "read_receipt": Kind.REPORT,
    "abuse_report": Kind.REPORT,
    "out_of_office": Kind.AUTO_REPLY,
    "out_of_office_german_without_headers": Kind.AUTO_REPLY,
    "auto_reply_with_an_empty_header": Kind.AUTO_REPLY,
    "request_by_an_agent_service": Kind.AUTO_REPLY,
    "newsletter": Kind.LIST,
    "mailing_list": Kind.LIST,
    "our_own_letter_comes_back": Kind.LOOP,
    "our_own_address_forged": Kind.LOOP,
}
NOT_ANSWERED = {
    "two_from_headers",
    "two_addresses_in_from",
    "address_in_the_display_name",
    "from_hides_a_second_address_behind_a_bracket",
    "from_group",
    "no_from",
    "no_from_at_all",
    "no_header_at_all",
    "encoded_line_ends_in_subject_and_name",
    "from_no_reply",
}


def classified(name, **facts):
    return classify(parse(raw_mail(name)), our_addresses=OURS, **facts)


@pytest.mark.parametrize("name", all_names())
def test_each_mail_is_of_its_kind_and_says_why(name):
    found = classified(name)
    assert found.kind == KINDS.get(name, Kind.PERSON), found.reason
    assert found.reason


@pytest.mark.parametrize("name", all_names())
def test_only_a_person_with_one_clear_address_is_acknowledged(name):
    assert classified(name).suppress_acknowledgement == (name in NOT_ANSWERED or name in KINDS)


@pytest.mark.parametrize(
    ("name", "statuses", "hard", "delay"),
    [
        ("bounce_hard_rfc3464", ("5.1.1",), True, False),
        ("bounce_soft_rfc3464", ("4.2.2",), False, False),
        ("bounce_delay_rfc3464", ("4.4.1",), False, True),
        ("bounce_inside_multipart_mixed", ("5.1.1",), True, False),
        ("bounce_qmail_text", ("5.1.1",), True, False),
        ("bounce_exim_failed_recipients", ("5.7.1",), True, False),
        ("bounce_ses_notice", ("5.1.1",), True, False),
    ],
)
def test_a_bounce_names_its_recipient_and_what_it_means(name, statuses, hard, delay):
    bounce = classified(name).bounce
    assert bounce.recipients == ("jane@example.org",)
    assert (bounce.statuses, bounce.hard, bounce.delay) == (statuses, hard, delay)


@pytest.mark.parametrize("name", ["bounce_hard_rfc3464", "bounce_qmail_text", "bounce_ses_notice"])
def test_a_bounce_names_the_letter_that_came_back(name):
    assert classified(name).bounce.original_message_id == "<letter1@alltracking.com>"


@pytest.mark.parametrize("name", ["forward_of_a_bounce_by_a_person", "forward_of_a_bounce_in_the_text"])
def test_a_bounce_that_a_person_passes_on_is_a_persons_mail(name):
    found = classified(name)
    assert (found.kind, found.is_forward, found.bounce) == (Kind.PERSON, True, None)
    assert not found.suppress_acknowledgement


def test_an_abuse_report_is_told_from_a_read_receipt():
    assert classified("abuse_report").is_feedback_report
    assert not classified("read_receipt").is_feedback_report


def test_a_person_whose_envelope_has_no_sender_is_not_acknowledged():
    assert not classified("pdf_attachment").suppress_acknowledgement
    assert classified("pdf_attachment", null_return_path=True).suppress_acknowledgement


def test_a_mail_that_was_not_read_in_full_is_not_acknowledged():
    raw = b"From: Jane <jane@example.org>\r\nX-Long: " + b"x" * 40_000 + b"\r\n\r\nPlease delete my data."
    assert classify(parse(raw), our_addresses=OURS).suppress_acknowledgement


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Auto-Submitted: auto-replied", Kind.AUTO_REPLY),
        ("Auto-Submitted: auto-generated; type=x", Kind.AUTO_REPLY),
        ("Auto-Submitted: no", Kind.PERSON),
        ("X-Autoreply: yes", Kind.AUTO_REPLY),
        ("X-Autoreply: no", Kind.PERSON),
        ("X-Autorespond:", Kind.AUTO_REPLY),
        ("X-Auto-Response-Suppress: OOF", Kind.AUTO_REPLY),
        ("X-FC-MachineGenerated: true", Kind.AUTO_REPLY),
        ("X-POST-MessageClass: 9; Autoresponder", Kind.AUTO_REPLY),
        ("Precedence: auto_reply", Kind.AUTO_REPLY),
        ("Precedence: bulk", Kind.AUTO_REPLY),
        ("Precedence: list", Kind.LIST),
        ("Precedence: first-class", Kind.PERSON),
        ("List-Id: <x.example>", Kind.LIST),
        ("X-Claims-Desk: letter", Kind.LOOP),
    ],
)
def test_headers_of_machines_decide_the_kind(header, kind):
    raw = f"From: Ann <ann@example.com>\r\nSubject: Hello\r\n{header}\r\n\r\nHello".encode()
    assert classify(parse(raw), our_addresses=OURS).kind == kind


@pytest.mark.parametrize(
    "subject",
    [
        "Out of Office: data",
        "Automatic reply: data",
        "Automatische Antwort: Daten",
        "Abwesenheit: Daten",
        "Réponse automatique : données",
        "Respuesta automática: datos",
        "Risposta automatica: dati",
        "Resposta automática: dados",
        "Automatyczna odpowiedź: dane",
        "Automatisch antwoord: gegevens",
        "自動返信",
        "Otomatik yanıt: veri",
        "Autosvar: data",
        "Автоответ: данные",
    ],
)
def test_subjects_of_automatic_replies_are_known_in_many_languages(subject):
    raw = f"From: Ann <ann@example.com>\r\nSubject: {subject}\r\n\r\nHello".encode()
    assert classify(parse(raw), our_addresses=OURS).kind == Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject", ["Your automatic reply to me", "Office data", "Automatic decision about me", "Abwesend"]
)
def test_a_subject_that_only_speaks_of_it_is_a_persons(subject):
    raw = f"From: Ann <ann@example.com>\r\nSubject: {subject}\r\n\r\nHello".encode()
    assert classify(parse(raw), our_addresses=OURS).kind == Kind.PERSON
