"""The API: a key with a scope opens a case once and reads state and dates; whatever else is sent gets a sentence."""

import json
from datetime import UTC, datetime
from io import StringIO
from unittest import mock

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.test import Client

from cases import vault
from cases.errors import Refused
from cases.models import Case
from cases.words import SYSTEM, Channel
from correspondence.models import Letter
from intake.api.keys import issue, revoke
from intake.models import ApiKey, Arrival, ArrivalState
from intake.submission import Submission

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 3, 12, tzinfo=UTC)
OPEN, READ = ApiKey.Scope.OPEN.value, ApiKey.Scope.READ.value
REQUEST = {
    "procedure": "rights_request",
    "rights": ["access"],
    "name": "Renate Requester",
    "email": "requester@example.com",
    "text": "Please send me a copy of my data.",
    "place": "DE",
    "language": "de",
}
COMPLAINT = {
    "procedure": "complaint",
    "ground": "marketing",
    "email": "complainant@example.com",
    "text": "You go on sending me advertising.",
}


def make_key(*scopes):
    return issue(name="Shop", scopes=scopes or [OPEN, READ], by=SYSTEM, now=NOW)[1]


@pytest.fixture
def key():
    return make_key()


def post(body, *, key="", idempotency_key="first", **headers):
    given = {"Authorization": f"Bearer {key}"} if key else {}
    if idempotency_key:
        given["Idempotency-Key"] = idempotency_key
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    content_type = headers.pop("content_type", "application/json")
    return Client().post("/api/v1/cases/", raw, content_type=content_type, headers={**given, **headers})


def get(reference, *, key=""):
    return Client().get(f"/api/v1/cases/{reference}/", headers={"Authorization": f"Bearer {key}"} if key else {})


# Opening a case.


def test_a_call_opens_the_case_and_queues_its_acknowledgement(key):
    answer = post(REQUEST, key=key)
    assert answer.status_code == 201
    case = Case.objects.get(reference=answer.json()["reference"])
    assert (case.procedure, case.channel, case.place, case.language) == ("rights_request", Channel.API, "DE", "de")
    assert Letter.objects.get(case=case).name == "acknowledgement"
    assert answer.headers["Location"] == answer.json()["url"] == f"/api/v1/cases/{case.reference}/"


def test_the_raw_call_is_kept_with_the_key_as_its_source(key):
    post(REQUEST, key=key)
    arrival = Arrival.objects.get()
    assert arrival.source == f"api:{key.split('_')[1]}"
    assert Submission.from_bytes(vault.load(arrival.raw)).text == REQUEST["text"]


def test_a_complaint_opens_with_its_ground(key):
    answer = post(COMPLAINT, key=key)
    assert Case.objects.get(reference=answer.json()["reference"]).complaint.ground == "marketing"


def test_the_same_call_again_opens_nothing_and_gives_the_same_answer(key):
    first, second = post(REQUEST, key=key), post(REQUEST, key=key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Case.objects.count() == Arrival.objects.count() == 1


def test_the_same_idempotency_key_with_another_body_is_refused_and_opens_nothing(key):
    post(REQUEST, key=key)
    answer = post({**REQUEST, "text": "Another text."}, key=key)
    assert answer.status_code == 409
    assert "used before with another body" in answer.json()["detail"]
    assert Case.objects.count() == 1


def test_two_keys_may_use_the_same_idempotency_key_for_different_cases(key):
    answers = post(REQUEST, key=key), post(REQUEST, key=make_key())
    assert {answer.status_code for answer in answers} == {201}
    assert Case.objects.count() == 2


def test_a_call_whose_processing_fails_for_now_is_stored_and_can_be_asked_again(key):
    with mock.patch("intake.services.process.handle_submission", side_effect=RuntimeError("for now")):
        answer = post(REQUEST, key=key)
    assert answer.status_code == 202
    assert "stored safely" in answer.json()["detail"]
    Arrival.objects.update(try_after=None)
    assert post(REQUEST, key=key).status_code == 200
    assert Case.objects.count() == 1


def test_a_call_that_a_person_must_look_at_says_so(key):
    with mock.patch("intake.services.process.handle_submission", side_effect=RuntimeError("always")):
        for _ in range(3):
            Arrival.objects.update(try_after=None)
            post(REQUEST, key=key)
    assert Arrival.objects.get().state == ArrivalState.QUARANTINED
    assert "an officer looks at it" in post(REQUEST, key=key).json()["detail"]


@pytest.mark.parametrize("fault", [OSError("disk full"), DatabaseError("away")])
def test_a_call_that_cannot_be_stored_says_that_nothing_was_and_when_to_come_back(key, fault):
    with mock.patch("intake.api.opening.receive", side_effect=fault):
        answer = post(REQUEST, key=key)
    assert answer.status_code == 503
    assert answer.json()["detail"].startswith("Nothing was stored")
    assert answer.headers["Retry-After"] == "60"


def test_without_an_idempotency_key_nothing_is_opened(key):
    answer = post(REQUEST, key=key, idempotency_key="")
    assert answer.status_code == 400
    assert "UUID" in answer.json()["fields"]["Idempotency-Key"][0]
    assert not Arrival.objects.exists()


@pytest.mark.parametrize("given", ["x" * 201, "naïve"])
def test_an_idempotency_key_is_short_and_plain(key, given):
    assert post(REQUEST, key=key, idempotency_key=given).status_code == 400


# What a body may say.


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"procedure": "wish"}, "procedure"),
        ({"procedure": None}, "procedure"),
        ({"rights": []}, "rights"),
        ({"rights": ["complaint"]}, "rights"),
        ({"rights": "access"}, "rights"),
        ({"ground": "marketing"}, "ground"),
        ({"email": "not an address"}, "email"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "email"),
        ({"email": "", "name": ""}, "name"),
        ({"name": "Two\nlines"}, "name"),
        ({"name": 7}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"text": "a\x00b"}, "text"),
        ({"text": ["list"]}, "text"),
        ({"text": "x" * 50_001}, "text"),
        ({"place": "Atlantis"[:6]}, "place"),
        ({"language": "deu"}, "language"),
        ({"by_agent": "yes"}, "by_agent"),
        # Fields of the file that a caller would like to set (mass assignment).
        ({"state": "decided"}, "state"),
        ({"due_on": "2030-01-01"}, "due_on"),
        ({"received_at": "2020-01-01"}, "received_at"),
        ({"officer": 1}, "officer"),
        ({"link_party": 1}, "link_party"),
        ({"files": []}, "files"),
    ],
)
def test_a_wrong_or_unknown_field_is_refused_by_name_and_nothing_is_stored(key, change, field):
    answer = post({**REQUEST, **change}, key=key)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert field in answer.json()["detail"]
    assert not Arrival.objects.exists()


def test_a_complaint_without_a_text_is_refused(key):
    answer = post({**COMPLAINT, "text": ""}, key=key)
    assert "text" in answer.json()["fields"]


def test_a_case_without_anyone_to_answer_is_refused(key):
    answer = post({"procedure": "rights_request", "rights": ["access"]}, key=key)
    assert "email" in answer.json()["fields"]


def test_template_syntax_in_a_name_stays_text(key):
    name = "{{7*7}} {% debug %} %(x)s {0.__class__}"
    post({**REQUEST, "name": name}, key=key)
    assert Case.objects.get().parties.get().name == name


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"[" * 10_000 + b"]" * 10_000,
        b'{"procedure": NaN}',
        b'{"procedure": 1e400}',
        b'{"procedure": ' + b"9" * 10_000 + b"}",
        b'{"procedure": "complaint", "procedure": "rights_request"}',
    ],
    ids=["empty", "cut off", "list", "text", "no UTF-8", "deep", "NaN", "huge", "long number", "twice"],
)
def test_a_body_that_is_no_sound_json_object_gets_400_with_a_sentence(key, body):
    answer = post(body, key=key)
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")
    assert not Arrival.objects.exists()


def test_a_body_larger_than_a_case_can_be_is_refused(key):
    answer = post(b" " * (600 * 1024), key=key)
    assert answer.status_code == 413
    assert "512 KB" in answer.json()["detail"]


def test_a_form_is_refused_with_the_type_to_use(key):
    answer = post("procedure=complaint", key=key, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]


# Reading a case.


def test_a_case_tells_state_and_dates_and_nothing_of_people_or_content(key):
    reference = post(REQUEST, key=key).json()["reference"]
    told = get(reference, key=key)
    case = Case.objects.get()
    assert told.json() == {
        "reference": reference,
        "procedure": "rights_request",
        "state": "received",
        "received_on": case.received_on.isoformat(),
        "due_on": case.due_on.isoformat(),
        "target_on": case.target_on.isoformat(),
        "answer_due_on": case.answer_due_on.isoformat(),
        "answer_target_on": case.answer_target_on.isoformat(),
        "acknowledged_on": None,
        "answered_on": None,
        "waiting": False,
        "waiting_since": None,
    }
    assert "Renate" not in told.content.decode()


def test_a_restricted_case_answers_like_one_that_does_not_exist(key):
    reference = post(REQUEST, key=key).json()["reference"]
    Case.objects.update(restricted=True)
    restricted, unknown = get(reference, key=key), get("CD-2222-2222", key=key)
    assert restricted.status_code == unknown.status_code == 404
    assert restricted.json() == unknown.json()


@pytest.mark.parametrize("reference", ["CD-2222-2222", "1", "%00", "..%2f..%2fadmin", "x" * 5000, "ÄÖÜ", "' OR 1=1 --"])
def test_no_guess_at_a_reference_is_answered_with_more_than_404(key, reference):
    answer = get(reference, key=key)
    assert answer.status_code == 404
    assert set(answer.json()) == {"detail"}


def test_reading_takes_a_fixed_number_of_queries(key, django_assert_num_queries):
    reference = post(REQUEST, key=key).json()["reference"]
    with django_assert_num_queries(2):  # the key, the case
        get(reference, key=key)


# Who may call.


def test_without_a_key_every_address_answers_401_and_how_to_send_one():
    for answer in (post(REQUEST), get("CD-2222-2222")):
        assert answer.status_code == 401
        assert "Authorization: Bearer" in answer.json()["detail"]
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer cdk_",
        "Bearer cdk__",
        "Bearer cdk_a_\xff",
        "Bearer cdk_\x00_secret",
        "Bearer " + "x" * 10_000,
    ],
)
def test_a_header_that_is_no_key_of_ours_gets_401(header):
    assert get("CD-2222-2222", key="").status_code == 401
    answer = Client().get("/api/v1/cases/CD-2222-2222/", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_key_with_one_character_changed_gets_401(key):
    changed = key[:-1] + ("0" if key[-1] != "0" else "1")
    assert get("CD-2222-2222", key=changed).status_code == 401


def test_another_prefix_with_a_right_secret_gets_401(key):
    _, prefix, _ = make_key().split("_")
    assert get("CD-2222-2222", key=f"cdk_{prefix}_{key.split('_')[2]}").status_code == 401


def test_a_revoked_key_gets_401_at_once(key):
    assert get("CD-2222-2222", key=key).status_code == 404
    revoke(key=ApiKey.objects.get(), by=SYSTEM, now=NOW)
    assert get("CD-2222-2222", key=key).status_code == 401
    assert post(REQUEST, key=key).status_code == 401


def test_a_key_without_the_scope_gets_403_that_names_it():
    opened, read = post(REQUEST, key=make_key(READ)), get("CD-2222-2222", key=make_key(OPEN))
    assert (opened.status_code, read.status_code) == (403, 403)
    assert "cases:open" in opened.json()["detail"]
    assert "cases:read" in read.json()["detail"]
    assert not Arrival.objects.exists()


def test_a_key_in_the_address_is_no_key(key):
    answer = Client().get(f"/api/v1/cases/CD-2222-2222/?key={key}&access_token={key}")
    assert answer.status_code == 401


def test_a_session_of_the_admin_is_no_key(officer, client):
    client.force_login(officer)
    assert client.get("/api/v1/cases/CD-2222-2222/").status_code == 401


def test_only_the_hash_of_a_key_is_kept(key):
    row = ApiKey.objects.get()
    assert key.split("_")[2] not in f"{row.__dict__}"
    assert len(row.digest) == 64


@pytest.mark.parametrize(("name", "scopes"), [("", [OPEN]), ("x" * 81, [OPEN]), ("Shop", []), ("Shop", ["all"])])
def test_a_key_needs_a_name_and_known_scopes(name, scopes):
    with pytest.raises(Refused):
        issue(name=name, scopes=scopes, by=SYSTEM, now=NOW)


def test_the_command_prints_the_key_once_and_it_works():
    out = StringIO()
    call_command("api_key", name="Shop", scopes=[READ], stdout=out, stderr=StringIO())
    assert get("CD-2222-2222", key=out.getvalue().strip()).status_code == 404


def test_the_command_ends_a_key(key):
    call_command("api_key", ended=key.split("_")[1], stderr=StringIO())
    assert get("CD-2222-2222", key=key).status_code == 401


def test_the_command_says_what_a_key_needs():
    with pytest.raises(CommandError, match="scopes"):
        call_command("api_key", name="Shop")


# Other addresses and methods.


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_what_no_address_takes_gets_405_with_what_it_does_take(key, method):
    headers = {"Authorization": f"Bearer {key}"}
    answer = getattr(Client(), method)("/api/v1/cases/CD-2222-2222/", headers=headers)
    assert answer.status_code == 405
    assert "GET" in answer.json()["detail"]


def test_cases_cannot_be_listed(key):
    answer = Client().get("/api/v1/cases/?page_size=1000000000", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "address", ["/api/v1/", "/api/v1/cases", "/api/v1/keys/", "/api/v1/cases/CD-2222-2222/events/"]
)
def test_other_addresses_answer_404_in_the_same_shape(key, address):
    for answer in (Client().get(address), Client().post(address, b"{}", content_type="application/json")):
        assert answer.status_code == 404
        assert set(answer.json()) == {"detail"}


def test_an_answer_is_json_whatever_is_asked_for(key):
    answer = Client().get(
        "/api/v1/cases/CD-2222-2222/", headers={"Authorization": f"Bearer {key}", "Accept": "text/html"}
    )
    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == "application/json"


def test_the_openapi_document_is_sound_and_names_every_endpoint():
    call_command("spectacular", validate=True, fail_on_warn=True, file="/dev/null")
    document = Client().get("/api/schema/?format=json").json()
    assert set(document["paths"]) == {
        "/api/v1/cases/",
        "/api/v1/cases/{reference}/",
        "/api/v1/reports/",
        "/api/v1/reports/{name}/",
    }
    assert document["components"]["securitySchemes"]["ApiKey"]["scheme"] == "bearer"


APPEAL = {"procedure": "appeal", "email": "requester@example.com", "text": "You looked at the wrong account."}


def test_an_appeal_opens_about_the_answered_case(key):
    about = json.loads(post(COMPLAINT, key=key).content)["reference"]
    refused = post({**APPEAL, "about": about}, key=key, idempotency_key="early")
    assert "was answered" in refused.json()["fields"]["about"][0]
    Case.objects.filter(reference=about).update(
        state="decided", answered_on=NOW.date(), outcome="upheld", decided_at=NOW
    )
    opened = post({**APPEAL, "about": about}, key=key, idempotency_key="second")
    assert opened.status_code == 201
    appeal = Case.objects.get(reference=opened.json()["reference"])
    assert (appeal.procedure, appeal.about.reference) == ("appeal", about)


@pytest.mark.parametrize("how", [{"restricted": True}, {"audience": "applicants"}])
def test_an_appeal_about_a_closed_case_answers_as_about_one_that_does_not_exist(how, key):
    about = json.loads(post(COMPLAINT, key=key).content)["reference"]
    Case.objects.update(state="decided", answered_on=NOW.date(), outcome="upheld", decided_at=NOW, **how)
    closed = post({**APPEAL, "about": about}, key=key, idempotency_key="second")
    none = post({**APPEAL, "about": "CD-2222-2222"}, key=key, idempotency_key="third")
    assert (closed.status_code, closed.json()) == (none.status_code, none.json())
    assert Case.objects.count() == 1


def test_what_belongs_to_another_procedure_is_refused_by_name(key):
    answer = post({**REQUEST, "about": "CD-2222-2222"}, key=key)
    assert list(answer.json()["fields"]) == ["about"]
