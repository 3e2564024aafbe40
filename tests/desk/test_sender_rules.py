"""Rules for senders: learnt by a tick, readable, ended by a press; they discard or fill in and never open or join a case."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.errors import Refused
from cases.models import Case, User, WorkItem
from correspondence.links import reply_address
from correspondence.models import Letter
from intake.models import Arrival, SenderRule
from intake.services.rules import end_rule, learn_discard
from tests.builders import bring_in, mail
from tests.desk.papers import Sit

NEWS = "News <news@shop.example>"
OPENED = {"procedure": "rights_request", "rights": ["erasure"], "place": "DE", "language": "de"}


def arrives(number: int, text: str = "Great offers for you!", sender: str = NEWS, **headers: str) -> Arrival:
    """Let a mail of the sender come in."""
    return bring_in(
        mail(text, sender=sender, subject="Offers", message_id=f"<{number}@x>", **headers), now=timezone.now()
    )


def at(name: str, pk: int) -> str:
    """Give an address of an arrival or a rule."""
    return reverse(f"admin:{name}", args=[pk])


@pytest.fixture
def taught(at_desk: Client, db: None) -> SenderRule:
    """Give the rule that an officer taught when discarding a first mail."""
    at_desk.post(at("arrival_discard", arrives(1).pk), {"reason": "A newsletter.", "learn": "on"})
    return SenderRule.objects.get()


def test_discarding_with_the_tick_keeps_a_rule_with_author_and_date(taught: SenderRule, officer: User) -> None:
    assert (taught.sender, taught.deed, taught.reason, taught.by) == (
        "news@shop.example", "discard", "A newsletter.", officer,
    )  # fmt: skip
    assert taught.at.date() == timezone.now().date()


def test_discarding_without_the_tick_teaches_nothing(at_desk: Client) -> None:
    at_desk.post(at("arrival_discard", arrives(1).pk), {"reason": "A newsletter."})
    assert not SenderRule.objects.exists()
    assert arrives(2).state == "quarantined"


def test_further_mail_of_the_sender_is_discarded_with_the_reason_and_stays_recorded(
    taught: SenderRule, at_desk: Client
) -> None:
    second = arrives(2, sender="NEWS@Shop.Example")
    assert (second.state, "A newsletter." in second.reason, f"number {taught.pk}" in second.reason) == (
        "discarded", True, True,
    )  # fmt: skip
    taught.refresh_from_db()
    assert taught.used == 1
    assert second.raw.destroyed_at is None
    assert at_desk.get(at("arrival", second.pk)).status_code == 200


def test_mail_of_a_list_is_discarded_by_the_rule_too(taught: SenderRule) -> None:
    assert arrives(2, List_Id="<news.shop.example>").state == "discarded"


@pytest.mark.parametrize(
    "text", ["Please delete all my personal data.", "I complain that you sold my personal data without my consent."]
)
def test_what_reads_like_a_request_or_complaint_is_never_discarded_by_a_rule(taught: SenderRule, text: str) -> None:
    assert arrives(2, text).state == "opened"
    assert arrives(3, text + " Again.", List_Id="<x.shop.example>").state == "quarantined"


def test_a_person_with_our_secret_is_heard_whatever_the_rule(taught: SenderRule, request_case: Case) -> None:
    to = reply_address(party=request_case.parties.get(), now=timezone.now())
    assert arrives(2, "Hello?", to=to).state == "joined"


def test_what_quotes_a_case_of_ours_is_never_discarded_by_a_rule(taught: SenderRule, request_case: Case) -> None:
    arrival = arrives(2, In_Reply_To=request_case.letters.get().message_id)
    assert (arrival.state, arrival.suggested_case) == ("quarantined", request_case)


def test_a_sender_who_could_be_two_is_not_the_rules(taught: SenderRule) -> None:
    assert arrives(2, sender="news@shop.example, other@shop.example").state == "quarantined"


def test_a_mail_without_a_clear_sender_teaches_nothing_and_stays(at_desk: Client) -> None:
    arrival = arrives(1, sender="")
    page = at_desk.post(at("arrival_discard", arrival.pk), {"reason": "Nothing.", "learn": "on"})
    assert "names no address that a rule could be for" in page.content.decode()
    arrival.refresh_from_db()
    assert (arrival.state, SenderRule.objects.exists()) == ("quarantined", False)


def test_a_rule_is_read_and_ended_by_any_officer_and_stays_readable(
    taught: SenderRule, dpo: User, sit: Sit, officer: User
) -> None:
    page = sit(dpo).get(reverse("admin:rules")).content.decode()
    for words in ("news@shop.example", "A newsletter.", str(officer), "0 discarded"):
        assert words in page
    sit(dpo).post(at("rule_end", taught.pk))
    taught.refresh_from_db()
    assert taught.ended_by == dpo
    assert arrives(2).state == "quarantined"
    assert "Ended by" in sit(officer).get(reverse("admin:rules")).content.decode()


def test_a_rule_is_not_ended_by_a_link_or_by_a_manager(
    taught: SenderRule, at_desk: Client, manager: User, sit: Sit
) -> None:
    assert at_desk.get(at("rule_end", taught.pk)).status_code == 405
    assert sit(manager).post(at("rule_end", taught.pk)).status_code == 404
    taught.refresh_from_db()
    assert taught.ended_at is None


def test_a_rule_that_is_taught_again_replaces_the_first(taught: SenderRule, officer: User) -> None:
    learn_discard(sender=taught.sender, reason="Advertising.", officer=officer, now=timezone.now())
    live = SenderRule.objects.get(ended_at=None)
    assert (live.reason, SenderRule.objects.count()) == ("Advertising.", 2)
    end_rule(rule=live, officer=officer, now=timezone.now())
    assert not SenderRule.objects.filter(ended_at=None).exists()


def test_a_rule_needs_a_reason(officer: User) -> None:
    with pytest.raises(Refused, match="Say why"):
        learn_discard(sender="a@example.com", reason=" ", officer=officer, now=timezone.now())


def test_opening_with_the_tick_fills_in_the_form_for_the_next_mail_and_opens_nothing_by_itself(at_desk: Client) -> None:
    choice = {**OPENED, "learn": "on", "by_agent": "on", "withhold": "on"}
    at_desk.post(at("arrival_open", arrives(1, "Case 77 of our client, see the portal.").pk), choice)
    second = arrives(2, "Case 78 of our client, see the portal.")
    assert (second.state, Case.objects.count(), Letter.objects.count()) == ("quarantined", 1, 0)
    form = at_desk.get(at("arrival", second.pk)).context["open_form"]
    assert [form[name].initial for name in ("procedure", "rights", "place", "language", "by_agent", "withhold")] == [
        "rights_request", ["erasure"], "DE", "de", True, True,
    ]  # fmt: skip
    assert not form["learn"].initial
    assert "erasure" in at_desk.get(reverse("admin:rules")).content.decode()


def test_a_choice_that_was_taught_is_no_choice_for_another_sender(at_desk: Client) -> None:
    at_desk.post(at("arrival_open", arrives(1).pk), {**OPENED, "learn": "on"})
    other = arrives(2, sender="someone@example.org")
    assert at_desk.get(at("arrival", other.pk)).context["open_form"]["procedure"].initial == ""


def test_a_work_item_of_no_case_is_finished_from_the_list(at_desk: Client, officer: User) -> None:
    item = WorkItem.objects.create(kind="mailroom", title="Mail waits", opened_at=timezone.now())
    assert "Finish" in at_desk.get(reverse("admin:work")).content.decode()
    at_desk.post(at("work_done", item.pk))
    item.refresh_from_db()
    assert item.done_at is not None
    assert at_desk.post(at("work_done", item.pk)).status_code == 404


def test_a_work_item_of_a_case_is_finished_on_its_case_only(request_case: Case, at_desk: Client) -> None:
    item = WorkItem.objects.create(case=request_case, kind="x", title="Call", opened_at=timezone.now())
    assert at_desk.post(at("work_done", item.pk)).status_code == 404
