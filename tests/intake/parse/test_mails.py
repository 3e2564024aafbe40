"""What is read in each kept mail: the fields that its quirk puts at risk."""

import json
from datetime import UTC, datetime

import pytest

from intake.parse import ParsedMessage, parse, read
from intake.parse.defects import explain
from tests.intake.mails import all_names, raw_mail

TEXTS = {
    "german_access_request_umlauts_quoted_printable": "über die zu meiner Person gespeicherten Daten",
    "german_complaint_latin1_8bit": "Ich möchte mich beschweren",
    "german_erasure_raw_8bit_headers_in_latin1": "Bitte löschen Sie mein Konto",
    "french_complaint_windows_1252": "– c’est inadmissible",
    "polish_access_request_iso_8859_2": "Dzień dobry, proszę o kopię",
    "japanese_iso_2022_jp": "個人データの開示をお願いします。",
    "russian_koi8_r_without_declaration": "удалите мои персональные данные",
    "chinese_gb2312_with_characters_beyond_it": "请删除我的个人数据。朱镕基",
    "unknown_charset": "Please delete my data, señor.",
    "utf8_declared_as_latin1": "Bitte löschen Sie meine Daten, schöne Grüße",
    "html_only": "please delete my account & all my data.",
    "html_with_plain_alternative": "Please delete my account.",
    "html_inside_text_plain": "Please delete my data.",
    "text_after_attachment": "Please delete my data.\n\nAnd send me a copy of my data first.",
    "base64_broken": "Please delete my data.",
    "format_flowed": "Please delete my data and my account.",
    "multipart_without_final_boundary": "Please delete my data.",
    "multipart_without_boundary_parameter": "Please delete my data.",
    "bare_cr_line_ends": "Please delete\nmy data.",
    "bare_lf_line_ends": "Please delete\nmy data.",
    "mbox_from_line": "Please delete my data.",
    "no_header_at_all": "Please delete my data.",
    "signed_smime": "Please send me a copy of my data.",
}


@pytest.mark.parametrize(("name", "text"), TEXTS.items())
def test_the_text_is_read_right(name, text):
    assert text in parse(raw_mail(name)).text


SUBJECTS = {
    "german_access_request_umlauts_quoted_printable": ("Jürgen Müller", "Auskunft über meine Daten"),
    "german_erasure_raw_8bit_headers_in_latin1": ("Jörg Weiß", "Löschung meiner Daten"),
    "french_request_raw_8bit_headers_in_utf8": ("Chloé Lefèvre", "Accès à mes données"),
    "japanese_iso_2022_jp": ("山田太郎", "個人データの開示"),
    "chinese_gb2312_with_characters_beyond_it": ("李明", "data"),
    "emoji_subject_split_inside_a_character": ("Kim", "Data 😀 please"),
    "encoded_line_ends_in_subject_and_name": ("Eve Bcc: victim@example.org", "hi Bcc: victim@example.org"),
    "html_with_script_in_every_field": ("<script>alert(1)</script>", "<script>alert(2)</script>"),
}


@pytest.mark.parametrize(("name", "expected"), SUBJECTS.items())
def test_name_and_subject_are_one_readable_line(name, expected):
    mail = parse(raw_mail(name))
    assert (mail.from_name, mail.subject) == expected


ATTACHED = {
    "pdf_attachment": [("request.pdf", "application/pdf", 69)],
    "empty_body_with_attachment": [("request.pdf", "application/pdf", 69)],
    "attachment_only_no_multipart": [("request.pdf", "application/pdf", 69)],
    "attachment_name_rfc2231_continued": [("Persönliche Auskünfte.pdf", "application/pdf", 69)],
    "attachment_name_raw_8bit": [("Müller.pdf", "application/pdf", 69)],
    "uuencoded_in_the_text": [("proof.txt", "application/octet-stream", 5)],
    "winmail_dat": [("winmail.dat", "application/ms-tnef", 4)],
    "inline_image_by_content_id": [("logo.png", "image/png", 70)],
    "nested_mail_attached": [("Löschung May.eml", "message/rfc822", 131)],
    "calendar_invitation": [("attachment-1.ics", "text/calendar", 30)],
    "html_with_script_in_every_field": [("script>.html", "text/html", 25)],
}


@pytest.mark.parametrize(("name", "expected"), ATTACHED.items())
def test_every_part_that_is_not_the_text_is_kept_with_a_safe_name(name, expected):
    parsed = read(raw_mail(name))
    assert [(one.name, one.content_type, one.size) for one in parsed.message.attachments] == expected
    assert [len(content) for content in parsed.contents] == [one.size for one in parsed.message.attachments]


def test_names_of_attachments_lose_paths_dots_and_marks_that_turn_them_around():
    names = [one.name for one in parse(raw_mail("attachment_names_that_are_paths")).attachments]
    assert names[:5] == ["pwn", "evil.dll", "htaccess", "attachment-4.bin", "invoicefdp.exe"]
    assert names[5].endswith("a.pdf") and len(names[5]) == 150
    assert names[6] == "x y.pdf"


def test_an_attached_mail_is_handed_on_as_it_came():
    parsed = read(raw_mail("nested_mail_attached"))
    assert parsed.contents[0] in raw_mail("nested_mail_attached")
    assert parsed.contents[0].startswith(b"From: Ann") and parsed.contents[0].endswith(b"Please delete my data.")


def test_a_uuencoded_file_leaves_the_text():
    parsed = read(raw_mail("uuencoded_in_the_text"))
    assert (parsed.contents, parsed.message.text) == ((b"hello",), "Please delete my data. Proof:")


def test_the_html_is_kept_as_received_beside_its_text():
    mail = parse(raw_mail("html_with_script_in_every_field"))
    assert "<script>alert(4)</script>" in mail.html
    assert mail.text == "Delete my data"


def test_the_picture_in_the_html_keeps_its_content_id():
    picture = parse(raw_mail("inline_image_by_content_id")).attachments[0]
    assert (picture.content_id, picture.inline) == ("logo@x", True)


DEFECTS = {
    "no_from": ("from_missing", "from_taken:reply-to"),
    "no_from_at_all": ("from_missing",),
    "no_date": ("date_missing",),
    "date_in_the_year_99999": ("date_unreadable",),
    "no_message_id": ("message_id_missing",),
    "message_id_that_is_one_bracket": ("message_id_unreadable",),
    "two_from_headers": ("from_repeated", "from_ambiguous"),
    "from_group": ("from_unreadable",),
    "from_hides_a_second_address_behind_a_bracket": ("from_unreadable",),
    "two_addresses_in_from": ("from_ambiguous",),
    "address_in_the_display_name": ("from_ambiguous",),
    "encoded_line_ends_in_subject_and_name": ("from_ambiguous",),
    "no_header_at_all": ("from_missing", "date_missing", "message_id_missing"),
    "german_erasure_raw_8bit_headers_in_latin1": ("header_8bit", "charset_missing"),
    "nul_and_lone_surrogates": ("charset_wrong:utf-8",),
    "unknown_charset": ("charset_unknown:x-klingon",),
    "utf8_declared_as_latin1": ("charset_wrong:iso-8859-1",),
    "french_request_raw_8bit_headers_in_utf8": ("header_8bit",),
    "russian_koi8_r_without_declaration": ("charset_missing",),
    "base64_broken": ("base64_broken",),
    "encrypted_smime": ("encrypted",),
    "winmail_dat": ("tnef",),
}


@pytest.mark.parametrize("name", all_names())
def test_what_is_wrong_with_a_mail_is_noted_and_nothing_else(name):
    assert parse(raw_mail(name)).defects == DEFECTS.get(name, ())


@pytest.mark.parametrize("name", all_names())
def test_every_defect_has_a_sentence(name):
    assert all(explain(code) != code and explain(code).endswith(".") for code in parse(raw_mail(name)).defects)


AMBIGUOUS = {
    "two_from_headers",
    "two_addresses_in_from",
    "address_in_the_display_name",
    "from_hides_a_second_address_behind_a_bracket",
    "from_group",
    "no_from",
    "no_from_at_all",
    "no_header_at_all",
    "encoded_line_ends_in_subject_and_name",
}


@pytest.mark.parametrize("name", all_names())
def test_the_sender_is_exactly_one_address_or_ambiguous(name):
    mail = parse(raw_mail(name))
    assert mail.from_ambiguous == (name in AMBIGUOUS)
    assert mail.from_email.count("@") == 1 or mail.from_ambiguous


def test_the_address_in_brackets_is_the_senders_and_not_the_one_in_the_name():
    assert parse(raw_mail("address_in_the_display_name")).from_email == "eve@example.net"


def test_no_address_is_read_out_of_a_field_that_hides_two():
    assert parse(raw_mail("from_hides_a_second_address_behind_a_bracket")).from_email == ""


def test_an_internationalised_address_is_an_address():
    assert parse(raw_mail("eai_address_and_idn_domain")).from_email == "用户@例え.example"


def test_the_recipients_hold_the_envelopes_address_too():
    mail = parse(raw_mail("delivered_to_holds_the_issued_address"))
    assert (mail.to, mail.recipients) == ((), ("claims+k3y9p0secret@alltracking.com",))


def test_a_reply_is_read_with_its_thread_and_without_its_quote():
    mail = parse(raw_mail("reply_with_quote_to_the_issued_address"))
    assert mail.in_reply_to == ("<letter1@alltracking.com>",)
    assert mail.references == ("<letter0@alltracking.com>", "<letter1@alltracking.com>")
    assert mail.reply_text == "I mean the account of jane@example.org."
    assert "> Which account do you mean?" in mail.text


def test_the_date_is_a_claim_in_utc():
    assert parse(raw_mail("pdf_attachment")).date_utc == datetime(2026, 11, 2, 8, 14, 7, tzinfo=UTC)


def test_results_of_sender_checks_count_only_from_our_own_server_and_only_its_topmost():
    ours = parse(raw_mail("authentication_results_of_our_own_server"), authserv_id="mx.alltracking.example")
    assert (ours.auth.spf, ours.auth.dkim, ours.auth.dmarc) == ("fail", "none", "fail")
    theirs = parse(raw_mail("control_headers_from_outside"), authserv_id="mx.alltracking.example")
    nobodys = parse(raw_mail("authentication_results_of_our_own_server"))
    assert theirs.auth == nobodys.auth == type(ours.auth)()


@pytest.mark.parametrize("name", all_names())
def test_a_message_survives_the_trip_through_json(name):
    mail = parse(raw_mail(name))
    assert ParsedMessage.from_json(json.loads(json.dumps(mail.to_json()))) == mail


@pytest.mark.parametrize("name", all_names())
def test_all_text_can_be_stored(name):
    stored = json.dumps(parse(raw_mail(name)).to_json(), ensure_ascii=False)
    assert "\x00" not in stored and "\\u0000" not in stored
    stored.encode("utf-8")
