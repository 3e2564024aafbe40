"""Hostile posts to the public forms: refused in plain words or kept for a person, never a fault and never a loss."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from time import monotonic
from urllib.parse import urlencode
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from cases.models import Case, Party
from correspondence.models import Attachment, Letter
from intake.models import Arrival
from tests.builders import make_request
from tests.portal.posting import COMPLAINT, REQUEST, ask, complain, opened, page

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024
MULTIPART = "multipart/form-data; boundary=cut"
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _fresh_hour():
    caches["limits"].clear()


def part(name: str, value: bytes, *, filename: str = "", extra: str = "") -> bytes:
    """Give one part of a multipart body."""
    file = f'; filename="{filename}"' if filename else ""
    return f'--cut\r\nContent-Disposition: form-data; name="{name}"{file}\r\n{extra}\r\n'.encode() + value + b"\r\n"


def parts_of(client: Client, **changes: str) -> bytes:
    """Give the parts of a good request with a fresh token."""
    fields = REQUEST | {"rights": "access", "nonce": opened(client, "/request/")} | changes
    return b"".join(part(name, value.encode()) for name, value in fields.items())


def post_raw(client: Client, body: bytes, content_type: str = MULTIPART, path: str = "/request/"):
    return client.generic("POST", path, body, content_type)


def nothing_came():
    return not Arrival.objects.exists() and not Case.objects.exists()


# HF01: the check against forgery.


@pytest.mark.parametrize("path", ["/request/", "/complaint/"])
def test_a_post_without_the_proof_of_our_page_comes_back_with_its_text(path):
    strict = Client(enforce_csrf_checks=True)
    fields = (REQUEST if path == "/request/" else COMPLAINT) | {"nonce": "x"}
    answer = strict.post(path, fields)
    assert answer.status_code == 403
    text = page(answer)
    assert fields["text"] in text
    assert f'value="{fields["email"]}"' in text
    assert "has not been sent" in text or "have not sent it yet" in text
    assert "claims@alltracking.com" in text
    assert nothing_came()


def test_such_a_post_from_another_site_is_refused_too():
    strict = Client(enforce_csrf_checks=True)
    token = strict.get("/request/").context["csrf_token"]
    fields = REQUEST | {"nonce": "x", "csrfmiddlewaretoken": str(token)}
    assert strict.post("/request/", fields, headers={"origin": "https://evil.example"}).status_code == 403
    assert nothing_came()


def test_the_form_that_comes_back_can_be_sent_at_once():
    strict = Client(enforce_csrf_checks=True)
    again = strict.post("/request/", REQUEST | {"nonce": "x"})
    fields = REQUEST | {"nonce": again.context["nonce"], "csrfmiddlewaretoken": str(again.context["csrf_token"])}
    assert strict.post("/request/", fields).status_code == 303


def test_a_post_to_another_page_without_the_proof_gets_words_and_no_form():
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "Please send the form once more" in page(answer)


# HF02: repetition.


@pytest.mark.django_db(transaction=True)
def test_ten_parallel_posts_of_one_form_are_one_case_and_one_receipt():
    token = opened(Client(), "/request/")
    gate = threading.Barrier(10)

    def send(_: int) -> str:
        try:
            gate.wait(timeout=20)
            return ask(Client(), token=token)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        addresses = set(pool.map(send, range(10)))
    assert len(addresses) == 1
    assert (Arrival.objects.count(), Case.objects.count(), Letter.objects.count()) == (1, 1, 1)
    assert Case.objects.get().reference in page(Client().get(addresses.pop()))


# HF03: what text fields are filled with.

ODD = {
    "a megabyte": "x" * MEGABYTE,
    "NUL": "a\x00b",
    "controls": "a\x07\x1b[31mb",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈",
    "right to left": "شكوى \u202egnp.exe",
    "spaces": "  \t \r\n ",
    "markup": "<script>alert(1)</script><b>",
    "template": "{{ 7*7 }}{% debug %}",
    "formula": '=HYPERLINK("http://evil.example")',
    "zalgo": "Z̸͑" * 500,
    "digits": "٣" * 50,
}


@pytest.mark.parametrize("field", ["text", "name", "email", "country", "part", "rights", "nonce", "by_agent", "lang"])
@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
def test_any_text_in_any_field_is_taken_or_refused_and_never_a_fault(client, field, value):
    answer = ask(client, **{field: value}) if field != "nonce" else ask(client, token=value)
    assert answer.status_code in (303, 422)
    assert "<script>alert" not in page(answer)


def test_a_lone_surrogate_is_read_as_an_unknown_letter(client):
    body = urlencode(REQUEST | {"rights": "access", "nonce": opened(client, "/request/"), "text": "@@"})
    answer = post_raw(client, body.replace("%40%40", "a%ED%A0%80b").encode(), URLENCODED)
    assert answer.status_code == 303
    assert Case.objects.get().messages.get().text.startswith("a\ufffd")


def test_a_script_in_each_field_is_shown_again_as_text(client):
    answer = complain(
        client, **dict.fromkeys(["text", "what_is_asked", "name", "email", "ground"], "<script>alert(1)</script>")
    )
    assert answer.status_code == 422
    assert "<script" not in page(answer)


def test_control_marks_leave_a_name_and_its_letters_stay(client):
    ask(client, name="Re\x00nate\r\n  \u202eRequester شكوى")
    assert Party.objects.get().name == "Renate Requester شكوى"


def test_a_text_that_is_too_long_is_kept_in_the_form_with_what_to_do(client):
    answer = ask(client, text="x" * 60_000)
    assert answer.status_code == 422
    assert "at most 50000 characters, and you have 60000" in page(answer)
    assert "x" * 60_000 in page(answer)


# HF04: more fields, and more than one of a kind.


def test_fields_that_the_form_does_not_have_change_nothing(client):
    extra = {"status": "closed", "state": "decided", "identity_verified": "on", "officer": "1", "id": "1", "link_party": "1",
             "procedure": "complaint", "received_at": "2020-01-01", "language": "xx", "channel": "api"}  # fmt: skip
    assert ask(client, **extra).status_code == 303
    case = Case.objects.get()
    assert (case.state, case.procedure, case.channel, case.language) == ("received", "rights_request", "form", "en")
    assert case.officer is None


def test_a_form_cannot_write_into_the_case_of_another(client):
    other = make_request()
    ask(client, link_party=str(other.parties.get().pk), case=str(other.pk))
    assert other.messages.count() == 0
    assert Case.objects.count() == 2


def test_of_two_values_of_one_field_the_last_counts(client):
    fields = {"rights": "access", "nonce": opened(client, "/request/"), "name": "R"}
    body = urlencode([*fields.items(), ("email", "first@example.com"), ("email", "last@example.com")])
    assert post_raw(client, body.encode(), URLENCODED).status_code == 303
    assert Party.objects.get().email == "last@example.com"


def test_two_good_addresses_are_never_both_written_to(client):
    assert ask(client, email="first@example.com,last@example.com").status_code == 422
    assert nothing_came()


# HF05: addresses that would be headers, lists or our own machines.


@pytest.mark.parametrize(
    "email",
    ["a@example.com\r\nBcc: b@example.com", "a@b.example,d@e.example", '"x" <a@b.example>', "a" * 300 + "@example.com",
     "a@localhost", "a@[127.0.0.1]", "a@127.0.0.1", "claims@alltracking.com"],
)  # fmt: skip
def test_an_address_that_we_must_not_write_to_is_refused_with_a_sentence(client, email):
    answer = ask(client, email=email)
    assert answer.status_code == 422
    assert 'id="id_email_error"' in page(answer)
    assert nothing_came()


# HF07: more than we take.


def test_eleven_files_are_refused_with_what_to_do(client):
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(11)]
    answer = ask(client, attachments=files)
    assert answer.status_code in (400, 413, 422)
    assert "at most 10 files" in page(answer)
    assert nothing_came()


def test_26_megabytes_are_refused_in_two_seconds_and_the_text_stays(client):
    files = [SimpleUploadedFile(f"{number}.bin", b"x" * (13 * MEGABYTE)) for number in range(2)]
    token = opened(client, "/request/")
    started = monotonic()
    answer = ask(client, token=token, attachments=files)
    assert monotonic() - started < 2
    assert answer.status_code == 413
    text = page(answer)
    assert "The files are larger than 25 MB together" in text
    assert "claims@alltracking.com" in text
    assert "My customer number is 4711." in text
    assert 'aria-describedby="id_attachments_helptext id_attachments_error"' in text
    assert nothing_came()


def test_25_megabytes_are_taken(client):
    assert ask(client, attachments=[SimpleUploadedFile("a.bin", b"x" * (25 * MEGABYTE))]).status_code == 303
    assert Attachment.objects.get().size == 25 * MEGABYTE


def test_a_body_announced_as_much_larger_is_not_read_at_all(client):
    class Unread(BytesIO):
        def read(self, *_):
            raise AssertionError("the body was read")

    answer = client.generic(
        "POST", "/request/", b"x", MULTIPART, CONTENT_LENGTH=str(100 * MEGABYTE), **{"wsgi.input": Unread()}
    )
    assert answer.status_code == 413
    assert "We take at most 25 MB of files with one form" in page(answer)


def test_three_megabytes_of_text_are_refused_with_what_to_do(client):
    body = urlencode(REQUEST | {"text": "x" * (3 * MEGABYTE)}).encode()
    answer = post_raw(client, body, URLENCODED)
    assert answer.status_code == 413
    assert "with a shorter text" in page(answer)


BASE64 = "Content-Transfer-Encoding: base64\r\n"
LONG_HEADER = "X-Long: " + "y" * MEGABYTE + "\r\n"
BODIES = {
    "10,000 fields": (urlencode({f"field{n}": "" for n in range(10_000)}).encode(), URLENCODED),
    "5,000 parts": (b"".join(part(f"field{n}", b"") for n in range(5_000)) + b"--cut--", MULTIPART),
    "an endless preamble": (b"x" * (5 * MEGABYTE), MULTIPART),
    "a header of a megabyte": (part("text", b"x", extra=LONG_HEADER) + b"--cut--", MULTIPART),
    "broken base64": (part("f", b"====a", filename="a", extra=BASE64) + b"--cut--", MULTIPART),
    "base64 of spaces": (part("f", b" " * (5 * MEGABYTE), filename="a", extra=BASE64) + b"--cut--", MULTIPART),
    "no boundary": (b"text=x", "multipart/form-data"),
    "a boundary beyond ASCII": (b"text=x", "multipart/form-data; boundary=\xe4"),
    "another charset": (b"text=x", f"{URLENCODED}; charset=utf-16"),
    "no end": (part("text", b"x"), MULTIPART),
    "nothing": (b"\r\n", MULTIPART),
}


@pytest.mark.parametrize(("body", "content_type"), BODIES.values(), ids=BODIES.keys())
def test_a_body_built_to_do_harm_is_answered_within_two_seconds_in_words(client, body, content_type):
    started = monotonic()
    answer = post_raw(client, body, content_type)
    assert monotonic() - started < 2
    assert answer.status_code in (400, 413, 422)
    assert "claims@alltracking.com" in page(answer)
    assert nothing_came()


def test_a_body_without_a_length_is_taken_for_an_empty_form():
    strict = Client(enforce_csrf_checks=True)
    answer = strict.generic("POST", "/request/", b"x", MULTIPART, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code in (403, 422)
    assert nothing_came()


# HF08, HF10: what files hold and how they are called.


def zip_bomb() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50 * MEGABYTE))
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.zip", zip_bomb()),
        ("bomb.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("picture.png", b"MZ\x90 not a picture"),
    ],
)
def test_a_file_is_kept_as_it_is_and_never_opened(client, name, content):
    assert ask(client, attachments=[SimpleUploadedFile(name, content)]).status_code == 303
    assert (Attachment.objects.get().name, Attachment.objects.get().size) == (name, len(content))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\scan.pdf", "scan.pdf"),
        ("scan\u202efdp.exe", "scanfdp.exe"),
        ("a" * 400 + ".pdf", "a" * 196 + ".pdf"),
        ("=cmd|' /C calc'!A0.csv", "C calc'!A0.csv"),
    ],
)
def test_a_files_name_is_kept_as_a_name_only(client, sent, kept):
    body = parts_of(client) + part("attachments", b"x", filename=sent) + b"--cut--\r\n"
    assert post_raw(client, body).status_code == 303
    assert Attachment.objects.get().name == kept


def test_the_declared_type_of_a_file_is_kept_as_text_only(client):
    file = part("attachments", b"x", filename="a.txt", extra="Content-Type: text/\x00plain" + "n" * 200 + "\r\n")
    assert post_raw(client, parts_of(client) + file + b"--cut--\r\n").status_code == 303
    assert Attachment.objects.get().content_type == ("text/plain" + "n" * 200)[:100]


def test_a_part_with_a_file_but_no_name_is_no_file(client):
    nameless = b'--cut\r\nContent-Disposition: form-data; name="attachments"; filename=""\r\n\r\nx\r\n'
    assert post_raw(client, parts_of(client) + nameless + b"--cut--\r\n").status_code == 303
    assert not Attachment.objects.exists()


# HF09: an upload that ends in the middle.


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_is_cut_off_leaves_nothing_and_the_next_one_is_served(live_server):
    host, port = live_server.thread.host, live_server.thread.port
    half = part("text", b"x" * 1000)
    with socket.create_connection((host, port), timeout=10) as cut:
        head = f"POST /request/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: {MULTIPART}\r\nContent-Length: {len(half) * 2}\r\n\r\n"
        cut.sendall(head.encode() + half)
        cut.shutdown(socket.SHUT_WR)
        answer = cut.recv(1000)
    assert answer.split(b" ")[1] in (b"400", b"403")
    assert nothing_came()
    assert Client().get("/request/").status_code == 200


# HF12: whether we know a person shows nowhere.


def test_a_known_and_an_unknown_person_get_answers_that_do_not_differ(client):
    make_request(email="known@example.com", name="Kim Known")
    answers = {}
    for email in ("known@example.com", "nobody@example.com"):
        sent = ask(client, email=email, name="Kim Known")
        receipt = client.get(sent["Location"])
        reference = Case.objects.order_by("-pk")[0].reference
        answers[email] = (
            sent.status_code,
            sorted(sent.headers),
            len(sent["Location"]),
            page(receipt).replace(reference, ""),
        )
    assert answers["known@example.com"] == answers["nobody@example.com"]


# HF16: floods.


@pytest.fixture
def three_an_hour(monkeypatch):
    """Let one sender send three forms an hour."""
    monkeypatch.setattr("portal.limits.FORMS_PER_HOUR", 3)


def sent_from(address, count, **headers):
    """Send forms from one address and give their statuses."""
    sender = Client(REMOTE_ADDR=address)
    return [complain(sender, text=f"Number {number}", **headers).status_code for number in range(count)]


def test_over_the_hours_limit_a_form_keeps_its_text_and_names_the_mail_address(three_an_hour):
    assert sent_from("8.8.8.8", 3) == [303, 303, 303]
    over = complain(Client(REMOTE_ADDR="8.8.8.8"), text="The one that matters")
    assert over.status_code == 429
    assert "send it now to claims@alltracking.com: it counts just the same" in page(over)
    assert "The one that matters" in page(over)


def test_a_claimed_forwarding_address_does_not_help_the_sender(three_an_hour):
    assert sent_from("8.8.8.8", 3, HTTP_X_FORWARDED_FOR="9.9.9.9") == [303, 303, 303]
    assert sent_from("8.8.8.8", 1, HTTP_X_FORWARDED_FOR="9.9.9.10") == [429]


def test_one_household_of_the_new_internet_is_one_sender_and_the_next_another(three_an_hour):
    assert sent_from("2a00:1450:4001:1::1", 3) == [303, 303, 303]
    assert sent_from("2a00:1450:4001:1::2", 1) == [429]
    assert sent_from("2a00:1450:4001:2::1", 1) == [303]


@pytest.mark.parametrize("address", ["10.0.0.5", "127.0.0.1", "::1", ""])
def test_a_proxy_in_our_own_network_is_not_taken_for_one_sender(three_an_hour, address):
    assert sent_from(address, 4) == [303] * 4


def test_a_flood_for_one_address_opens_the_cases_but_writes_to_it_no_more_than_five_times(client):
    for number in range(8):
        complain(client, text=f"Number {number}")
    assert Case.objects.count() == 8
    assert Letter.objects.count() == 5


# HF19, HF20: hosts and methods.


def test_a_letter_never_names_the_host_that_the_sender_claims(client):
    ask(client, HTTP_X_FORWARDED_HOST="evil.example")
    assert client.post("/request/", REQUEST, headers={"host": "evil.example"}).status_code == 400
    assert "evil.example" not in Letter.objects.get().body


@pytest.mark.parametrize("path", ["/request/", "/complaint/", "/c/x/"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])
def test_a_form_page_takes_no_other_method(path, method):
    answer = Client(enforce_csrf_checks=True).generic(method, path, b"{}", "application/json")
    assert answer.status_code == 405
    assert nothing_came()


@pytest.mark.parametrize("content_type", ["application/json", "application/xml", "text/plain", ""])
def test_a_form_page_takes_forms_only(content_type):
    answer = Client(enforce_csrf_checks=True).generic("POST", "/request/", b'{"email": "a@example.com"}', content_type)
    assert answer.status_code == 415
    assert nothing_came()


def test_a_header_that_overrides_the_method_is_not_heard(client):
    assert client.get("/request/", headers={"x-http-method-override": "POST"}).status_code == 200
    assert client.head("/request/").status_code == 200
    assert nothing_came()
