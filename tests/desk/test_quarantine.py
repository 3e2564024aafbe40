"""The quarantine: read with its reason, then opened, attached, discarded or read again, once."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import vault
from cases.models import AccessRecord, Blob, Case, User
from cases.words import Channel
from correspondence.models import Letter, Message
from intake.doors.receive import Delivery, receive
from intake.hooks.post import Post
from intake.models import Arrival
from intake.services.process import process
from intake.services.quarantine import discard
from tests.builders import bring_in, mail, make_request
from tests.desk.papers import Sit
from tests.intake.hooks.posts import mailgun

OPENED = {"procedure": "rights_request", "rights": ["access"], "place": "DE", "language": "de"}


def at(name: str, arrival: int) -> str:
    """Give an address of an arrival."""
    return reverse(f"admin:{name}", args=[arrival])


@pytest.fixture
def suggested(request_case: Case) -> Arrival:
    """Give an arrival whose subject names a case without its secret."""
    raw = mail("Here is the paper.", sender="someone@example.org", subject=f"Re: {request_case.reference}")
    arrival = bring_in(raw, now=timezone.now())
    assert (arrival.state, arrival.suggested_case) == ("quarantined", request_case)
    return arrival


def test_list_says_how_old_and_why(quarantined: int, at_desk: Client) -> None:
    page = at_desk.get(reverse("admin:quarantine")).content.decode()
    assert "Whether it is a complaint or a request is for a person to read." in page
    assert "0\xa0minutes ago" in page


def test_page_shows_what_it_says_and_the_reading_is_recorded(quarantined: int, officer: User, at_desk: Client) -> None:
    page = at_desk.get(at("arrival", quarantined)).content.decode()
    for words in ("is the shop open on Sunday?", "requester@example.com", "Opening hours"):
        assert words in page
    record = AccessRecord.objects.get()
    assert (record.actor, record.what) == (f"staff:{officer.pk}", f"arrival {quarantined}")


def test_arrival_is_opened_as_a_case_that_counts_from_its_receipt(quarantined: int, at_desk: Client) -> None:
    at_desk.post(at("arrival_open", quarantined), OPENED)
    case, arrival = Case.objects.get(), Arrival.objects.get()
    assert (case.procedure, case.received_at, arrival.state) == ("rights_request", arrival.received_at, "opened")
    assert (case.place, case.language, list(case.rights.values_list("right", flat=True))) == ("DE", "de", ["access"])
    assert Letter.objects.get().name == "acknowledgement"


def test_arrival_is_opened_without_an_acknowledgement_when_told_so(quarantined: int, at_desk: Client) -> None:
    at_desk.post(at("arrival_open", quarantined), {**OPENED, "withhold": "on"})
    assert not Letter.objects.exists()
    offered = at_desk.get(reverse("admin:case", args=[Case.objects.get().reference])).context["leading"]
    assert "acknowledge" in [act.slug for act in offered]


def test_request_without_a_right_is_not_opened_and_keeps_what_was_chosen(quarantined: int, at_desk: Client) -> None:
    page = at_desk.post(at("arrival_open", quarantined), {**OPENED, "rights": []}).content.decode()
    assert "Choose at least one right that the request invokes." in page
    assert '<option value="DE" selected>' in page
    assert not Case.objects.exists()


def test_suggested_case_is_one_click_away(suggested: Arrival, request_case: Case, at_desk: Client) -> None:
    assert f"Attach to {request_case.reference}" in at_desk.get(at("arrival", suggested.pk)).content.decode()
    at_desk.post(at("arrival_attach", suggested.pk), {"reference": request_case.reference})
    suggested.refresh_from_db()
    assert (suggested.state, Message.objects.get().case) == ("joined", request_case)


def test_attaching_adds_no_address_to_the_case(suggested: Arrival, request_case: Case, at_desk: Client) -> None:
    at_desk.post(at("arrival_attach", suggested.pk), {"reference": request_case.reference})
    assert list(request_case.parties.values_list("email", flat=True)) == ["requester@example.com"]


def test_unknown_case_is_not_attached_to(quarantined: int, at_desk: Client) -> None:
    page = at_desk.post(at("arrival_attach", quarantined), {"reference": "cd-2222-2222"}).content.decode()
    assert "There is no such case. Check the reference." in page
    assert "CD-2222-2222" in page or "cd-2222-2222" in page
    assert Arrival.objects.get().state == "quarantined"


def test_officer_neither_sees_nor_decides_on_what_may_belong_to_a_restricted_case(
    suggested: Arrival, request_case: Case, officer: User, dpo: User, sit: Sit
) -> None:
    Case.objects.update(restricted=True)
    assert sit(officer).get(at("arrival", suggested.pk)).status_code == 404
    assert sit(officer).get(at("arrival_raw", suggested.pk)).status_code == 404
    assert "someone@example.org" not in sit(officer).get(reverse("admin:quarantine")).content.decode()
    assert sit(officer).post(at("arrival_discard", suggested.pk), {"reason": "Spam."}).status_code == 404
    assert sit(dpo).get(at("arrival", suggested.pk)).context["suggested"] == request_case
    sit(officer).post(at("arrival_attach", suggested.pk), {"reference": request_case.reference})
    suggested.refresh_from_db()
    assert suggested.state == "quarantined"


def test_arrival_is_discarded_with_its_reason_and_stays_readable(quarantined: int, at_desk: Client) -> None:
    at_desk.post(at("arrival_discard", quarantined), {"reason": "It asks for opening hours."})
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.reason) == ("discarded", "It asks for opening hours.")
    listed = at_desk.get(reverse("admin:quarantine"), {"state": "discarded"}).content.decode()
    assert "It asks for opening hours." in listed
    assert at_desk.get(at("arrival", quarantined)).status_code == 200


def test_arrival_is_not_discarded_without_a_reason(quarantined: int, at_desk: Client) -> None:
    at_desk.post(at("arrival_discard", quarantined), {"reason": " "})
    assert Arrival.objects.get().state == "quarantined"


def test_second_officer_is_told_that_it_was_decided_a_moment_ago(quarantined: int, dpo: User, at_desk: Client) -> None:
    discard(arrival=Arrival.objects.get(), reason="A newsletter.", officer=dpo, now=timezone.now())
    answer = at_desk.post(at("arrival_discard", quarantined), {"reason": "It is a newsletter."}, follow=True)
    assert "no longer in quarantine" in answer.content.decode()
    assert Arrival.objects.get().reason == "A newsletter."


@pytest.mark.parametrize("name", ["arrival_open", "arrival_attach", "arrival_discard", "arrival_again"])
def test_arrival_that_a_colleague_put_on_a_case_is_not_shown_by_a_late_form(
    name: str, quarantined: int, at_desk: Client
) -> None:
    Arrival.objects.update(state="joined")
    answer = at_desk.post(at(name, quarantined), {}, follow=True)
    page = answer.content.decode()
    assert "no longer in quarantine" in page
    assert "open on Sunday" not in page


def test_arrival_is_read_again(quarantined: int, at_desk: Client) -> None:
    at_desk.post(at("arrival_again", quarantined))
    assert Arrival.objects.get().state == "received"


def test_arrival_that_is_on_a_case_is_read_there_and_not_here(quarantined: int, at_desk: Client) -> None:
    at_desk.post(at("arrival_open", quarantined), OPENED)
    assert at_desk.get(at("arrival", quarantined)).status_code == 404
    assert at_desk.get(at("arrival_raw", quarantined)).status_code == 404


def test_raw_bytes_are_a_download_and_the_reading_is_recorded(quarantined: int, at_desk: Client) -> None:
    answer = at_desk.get(at("arrival_raw", quarantined))
    assert b"Opening hours" in answer.content
    assert answer["Content-Disposition"] == f'attachment; filename="arrival-{quarantined}.eml"'
    assert AccessRecord.objects.get().what == f"raw arrival {quarantined}"


def test_bytes_that_are_gone_are_said_to_be_gone(quarantined: int, at_desk: Client) -> None:
    vault.destroy(Arrival.objects.get().raw, now=timezone.now())
    assert "can no longer be read" in at_desk.get(at("arrival", quarantined)).content.decode()
    answer = at_desk.post(at("arrival_open", quarantined), OPENED)
    assert (answer.status_code, Arrival.objects.get().state) == (409, "quarantined")


def test_traceback_is_for_the_dpo_alone(quarantined: int, officer: User, dpo: User, sit: Sit) -> None:
    Arrival.objects.update(last_error="Traceback: ValueError in step three")
    assert "step three" not in sit(officer).get(at("arrival", quarantined)).content.decode()
    assert "step three" in sit(dpo).get(at("arrival", quarantined)).content.decode()


def test_a_mail_about_two_cases_is_attached_to_both_with_bytes_of_its_own(
    suggested: Arrival, request_case: Case, at_desk: Client
) -> None:
    other = make_request(timezone.now().date(), email="other@example.com")
    written = f"{request_case.reference}, {other.reference.lower()}"
    at_desk.post(at("arrival_attach", suggested.pk), {"reference": written})
    assert {message.case for message in Message.objects.all()} == {request_case, other}
    raws = Blob.objects.filter(pk__in=Message.objects.values("raw"))
    assert raws.count() == 2
    assert len({vault.load(raw) for raw in raws}) == 1


def test_a_mail_about_two_cases_is_attached_to_none_when_one_of_them_is_unknown(
    suggested: Arrival, request_case: Case, at_desk: Client
) -> None:
    page = at_desk.post(at("arrival_attach", suggested.pk), {"reference": f"{request_case.reference} CD-2222-2222"})
    assert "There is no such case. Check the reference." in page.content.decode()
    assert not Message.objects.exists()


def test_an_officer_may_name_who_asks_where_somebody_passed_the_mail_on(at_desk: Client) -> None:
    forwarded = "---------- Forwarded message ---------\nFrom: Rita <rita@example.com>\nSubject: x\n\nMy data?"
    arrival = bring_in(mail(forwarded, sender="shop@alltracking.com", subject="Fwd: x"), now=timezone.now())
    page = at_desk.get(at("arrival", arrival.pk)).content.decode()
    assert 'value="rita@example.com"' in page
    at_desk.post(at("arrival_open", arrival.pk), {**OPENED, "asker_email": "rita@example.com", "asker_name": "Rita"})
    party = Case.objects.get().parties.get()
    assert (party.name, party.email, Letter.objects.get().to) == ("Rita", "rita@example.com", "rita@example.com")


def post_from_mailgun(raw: bytes) -> Arrival:
    made = mailgun(raw)
    kept = Post(content_type=made.content_type, body=made.body).to_bytes()
    delivery = Delivery(
        raw=kept, channel=Channel.MAIL, source="webhook:mailgun", received_at=timezone.now(), event_id="mailgun:1"
    )
    arrival, _ = receive(delivery, now=timezone.now())
    process(arrival_id=arrival.pk, now=timezone.now())
    arrival.refresh_from_db()
    return arrival


def test_a_mail_that_a_provider_posted_is_saved_as_the_mail_and_the_post_is_there_too(at_desk: Client) -> None:
    raw = mail("Hello?", subject="Opening hours").replace(b"\n", b"\r\n")
    arrival = post_from_mailgun(raw)
    answer = at_desk.get(at("arrival_raw", arrival.pk))
    assert answer.content == raw
    assert answer["Content-Disposition"] == f'attachment; filename="arrival-{arrival.pk}.eml"'
    post = at_desk.get(at("arrival_raw", arrival.pk), {"post": ""})
    assert post.content == vault.load(arrival.raw)
    assert post["Content-Disposition"] == f'attachment; filename="arrival-{arrival.pk}.post"'
    assert "The provider’s post, to save" in at_desk.get(at("arrival", arrival.pk)).content.decode()


def test_a_message_on_a_case_that_a_provider_posted_is_saved_as_the_mail_too(at_desk: Client) -> None:
    raw = mail().replace(b"\n", b"\r\n")
    case = post_from_mailgun(raw).case
    assert case is not None
    at = reverse("admin:message_raw", args=[case.reference, case.messages.get().pk])
    assert at_desk.get(at).content == raw
