"""One mail to several of our addresses comes as several copies: what only a second envelope names is not lost."""

from dataclasses import replace

import pytest

from cases.models import Case
from cases.words import Audience, Channel
from correspondence.links import reply_address
from correspondence.models import Message
from intake.doors.receive import Delivery, receive
from intake.models import Arrival
from intake.services.process import process, work_off
from tests.builders import DAY, MAILBOX, bring_in, mail, make_complaint, make_request
from tests.intake.hooks.posts import postmark

pytestmark = pytest.mark.django_db
JOBS = "jobs@alltracking.com"
RAW = mail(to="undisclosed-recipients:;")


def copy_to(*envelope, source="smtp"):
    """Bring in a copy with this envelope, and give its arrival."""
    return bring_in(RAW, source=source, to=envelope)


def private(case):
    """Give the private reply address of the case."""
    return reply_address(party=case.parties.get(), now=DAY)


def states():
    return list(Arrival.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def applicants(settings):
    ours = settings.ORGANISATION
    settings.ORGANISATION = replace(ours, mailboxes=(*ours.mailboxes, JOBS), applicant_mailboxes=(JOBS,))


def test_the_same_bytes_in_the_same_envelope_are_one_arrival_in_whatever_order_it_names_us():
    first = copy_to(MAILBOX, JOBS)
    assert copy_to("Jobs@AllTracking.com", MAILBOX) == first
    assert Arrival.objects.count() == 1


def test_a_copy_to_another_mailbox_is_kept_with_its_envelope_and_ends_as_a_duplicate():
    first, second = copy_to(MAILBOX), copy_to("privacy@alltracking.com")
    assert (first.state, second.state, second.twin) == ("opened", "duplicate", first)
    assert second.envelope_to == ["privacy@alltracking.com"]
    assert Case.objects.count() == 1


def test_a_copy_to_a_private_reply_address_joins_that_case_although_the_first_opened_another():
    asked = make_request()
    first, second, again = copy_to(MAILBOX), copy_to(private(asked)), copy_to(private(asked))
    assert (first.state, second.state, second.case, second.twin) == ("opened", "joined", asked, first)
    assert again == second
    assert asked.messages.count() == 1


def test_copies_to_the_private_addresses_of_two_cases_join_both_and_a_third_route_changes_nothing():
    asked, complained = make_request(), make_complaint()
    first, second = copy_to(private(asked)), copy_to(private(complained))
    assert (first.case, second.case) == (asked, complained)
    third = [copy_to(private(case), source="webhook:postmark:item") for case in (asked, complained)]
    assert [one.state for one in third] == ["duplicate", "duplicate"]
    assert Message.objects.count() == 2


def test_a_copy_to_the_general_mailbox_after_one_to_a_private_address_opens_nothing():
    asked = make_request()
    copy_to(private(asked))
    assert copy_to(MAILBOX).state == "duplicate"
    assert Case.objects.get() == asked


@pytest.mark.django_db(transaction=True)
def test_copies_that_wait_together_end_as_those_that_come_one_by_one():
    asked = make_request()
    for to in (MAILBOX, private(asked), "privacy@alltracking.com"):
        receive(Delivery(raw=RAW, channel=Channel.MAIL, source="smtp", received_at=DAY, envelope_to=[to]), now=DAY)
    work_off(seconds=20, clock=lambda: DAY)
    assert states() == ["opened", "joined", "duplicate"]


@pytest.mark.usefixtures("applicants")
def test_a_copy_to_applicants_mailbox_waits_for_human_resources_when_the_first_came_to_the_officers():
    first, second = copy_to(MAILBOX), copy_to(JOBS)
    assert (first.state, first.audience) == ("opened", Audience.GENERAL)
    assert (second.state, second.audience, second.twin) == ("quarantined", Audience.APPLICANTS, first)
    assert second.suggested_case == first.case
    assert copy_to(JOBS, source="webhook:postmark:item").state == "duplicate"


@pytest.mark.usefixtures("applicants")
def test_a_copy_to_the_officers_after_one_to_applicants_mailbox_changes_nothing():
    first, second = copy_to(JOBS), copy_to(MAILBOX)
    assert (first.audience, second.state) == (Audience.APPLICANTS, "duplicate")


def test_a_provider_that_posts_one_mail_for_two_addresses_under_one_id_loses_neither(post):
    asked = make_request()
    for to in (MAILBOX, private(asked), private(asked)):
        assert post("postmark", postmark(RAW, to=to)).status_code == 200
    for arrival in Arrival.objects.order_by("pk"):
        process(arrival_id=arrival.pk, now=DAY)
    assert states() == ["opened", "joined"]
