"""Secrets that we issue: unguessable, stored as hashes, ended by revoking."""

import re

import pytest

from correspondence.links import link_for, reply_address, revoke, status_url
from correspondence.models import Link
from tests.builders import DAY, make_request

pytestmark = pytest.mark.django_db


def secret_of(url):
    return url.rstrip("/").rpartition("/")[2]


def test_the_same_party_gets_the_same_link_again_and_another_party_another():
    one, two = make_request().parties.get(), make_request().parties.get()
    assert status_url(party=one, now=DAY) == status_url(party=one, now=DAY) != status_url(party=two, now=DAY)


def test_the_database_holds_no_secret():
    party = make_request().parties.get()
    secret = secret_of(status_url(party=party, now=DAY))
    local = reply_address(party=party, now=DAY).partition("@")[0]
    stored = str(list(Link.objects.values()))
    assert secret not in stored
    assert local.partition("+")[2] not in stored


def test_a_reply_secret_survives_servers_that_change_the_case_of_a_local_part():
    address = reply_address(party=make_request().parties.get(), now=DAY)
    assert re.fullmatch(r"claims\+[a-z2-7]{32}@alltracking\.com", address)


@pytest.mark.parametrize("change", ["", "x", "A" * 43, "a" * 10_000, "%00", "ä" * 43])
def test_a_secret_that_we_did_not_issue_opens_nothing(change):
    make_request()
    assert link_for(purpose="status", secret=change) is None


def test_a_secret_of_one_purpose_does_not_serve_the_other():
    party = make_request().parties.get()
    assert link_for(purpose="reply", secret=secret_of(status_url(party=party, now=DAY))) is None


def test_a_revoked_link_opens_nothing_and_the_next_letter_issues_another():
    party = make_request().parties.get()
    old = status_url(party=party, now=DAY)
    revoke(link=link_for(purpose="status", secret=secret_of(old)), now=DAY)
    assert link_for(purpose="status", secret=secret_of(old)) is None
    assert status_url(party=party, now=DAY) != old
