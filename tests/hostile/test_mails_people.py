"""Mails HM58 to HM60: not hostile at all, but in every language, without a text, or asking for everything at once."""

import pytest

from cases.models import Case
from tests.builders import DAY
from tests.hostile.judging import ASKS, judge, raw

pytestmark = pytest.mark.django_db

LANGUAGES = {
    "HM58 Arabic": ("أرجو تزويدي بنسخة من بياناتي الشخصية.", "utf-8"),
    "HM58 Hebrew": ("אנא שלחו לי העתק של המידע האישי שלי.", "windows-1255"),
    "HM58 Japanese": ("個人データの開示を請求します。", "iso-2022-jp"),
    "HM58 Chinese": ("我要求查阅贵公司持有的关于我的全部个人信息。", "gb18030"),
    "HM58 Russian": ("Прошу предоставить копию моих персональных данных.", "koi8-r"),
    "HM58 Thai": ("กรุณาส่งสำเนาข้อมูลส่วนบุคคลของฉัน", "tis-620"),
    "HM58 emoji": (f"{ASKS} 🙏", "utf-8"),
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_is_read_as_it_was_written(name, desk_browser):
    text, charset = LANGUAGES[name]
    data = raw(
        f"Content-Type: text/plain; charset={charset}", "Content-Transfer-Encoding: 8bit", body=text.encode(charset)
    )
    arrival = judge(data, desk_browser)
    assert arrival.state in ("opened", "quarantined")
    if arrival.case is not None:
        assert arrival.case.messages.get().text == text


@pytest.mark.parametrize(
    ("sender", "letters"),
    [("用户@例え.jp", 0), ("user@xn--r8jz45g.jp", 1), ("user@例え.jp", 1)],
    ids=["HM58 EAI", "HM58 punycode", "HM58 IDN"],
)
def test_an_address_in_another_script_opens_a_case_and_is_answered_where_mail_goes_there(sender, letters, desk_browser):
    arrival = judge(raw(sender=f"From: {sender}"), desk_browser)
    assert arrival.state == "opened"
    assert arrival.case.letters.count() == letters


WITHOUT_TEXT = {
    "HM59 a PDF alone": raw("Content-Type: application/pdf; name=request.pdf", body="%PDF-1.4 x"),
    "HM59 a photo with an empty text": raw(
        "Content-Type: multipart/mixed; boundary=x",
        body="--x\r\n\r\n\r\n--x\r\nContent-Type: image/jpeg; name=a.jpg\r\n\r\n\xff\xd8\xff\r\n--x--\r\n",
    ),
    "HM59 a voice message": raw("Content-Type: audio/amr; name=voice.amr", body="#!AMR\n"),
    "HM59 a calendar alone": raw(
        "Content-Type: text/calendar", body=f"BEGIN:VCALENDAR\r\nDESCRIPTION:{ASKS}\r\nEND:VCALENDAR"
    ),
    "HM59 enriched text": raw("Content-Type: text/enriched", body=f"<bold>{ASKS}</bold>"),
    "HM59 a part of a mail": raw("Content-Type: message/partial; id=x; number=1; total=2", body=ASKS),
    "HM59 nothing": raw(body=""),
}


@pytest.mark.parametrize("name", WITHOUT_TEXT)
def test_a_mail_without_a_text_waits_for_a_person_or_is_a_case(name, desk_browser):
    arrival = judge(WITHOUT_TEXT[name], desk_browser)
    assert arrival.state in ("opened", "quarantined")
    if arrival.state == "quarantined":
        assert arrival.reason


def test_hm60_everything_at_once_is_one_case_from_one_moment_and_names_what_else_is_asked(desk_browser):
    body = (
        "I live in Germany. Please send me a copy of my data and of my daughter's, then delete our accounts. I object to "
        "direct marketing. I also complain about how you use our personal data. My son lives in California and opts out "
        "of the sale of his personal information."
    )
    arrival = judge(raw(body=body), desk_browser, now=DAY)
    assert arrival.state == "opened"
    assert Case.objects.count() == 2  # with the probe's
    assert arrival.suggestion["procedure"] == "complaint"
    assert {"access", "erasure", "objection", "opt_out"} & set(arrival.suggestion["rights"]) >= {"access", "erasure"}
    assert arrival.case.received_at == DAY
