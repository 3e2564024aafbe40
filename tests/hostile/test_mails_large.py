"""Hostile mails HM43 and HM55 at their full size: 25 to 200 megabytes, and a thousand forged senders."""

import base64
import os
import time
from collections import Counter

import pytest
from django.utils import timezone

from cases.models import Case
from cases.vault import load
from correspondence.caps import DOMAIN_CAP
from correspondence.models import Attachment, Letter
from intake.doors.fetch import PARTIAL_BYTES
from intake.doors.imap import poll
from intake.mailbox import Mailbox
from intake.models import Arrival
from intake.services.process import process, waiting_arrivals
from tests.builders import DAY, bring_in, mail
from tests.hostile.judging import ASKS, judge, raw, with_file

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024
TYPE = 'Content-Type: image/tiff; name="scan.tif"'


def of_size(megabytes: int) -> bytes:
    """Give a mail of this size whose file is no repetition that packs."""
    encoded = base64.encodebytes(os.urandom(int(megabytes * MEGABYTE * 0.72))).replace(b"\n", b"\r\n")
    empty = with_file(b"", TYPE, encoding="base64")
    fill = b"\r\n" * ((megabytes * MEGABYTE - len(empty) - len(encoded)) // 2)
    return with_file(encoded + fill, TYPE, encoding="base64")


@pytest.mark.parametrize("megabytes", [25, 49])
def test_hm43_a_mail_under_the_limit_is_a_case_with_its_whole_file(megabytes, desk_browser):
    data = of_size(megabytes)
    assert megabytes * MEGABYTE - 100 < len(data) <= megabytes * MEGABYTE
    assert judge(data, desk_browser).state == "opened"
    assert Attachment.objects.get().size == int(megabytes * MEGABYTE * 0.72)


@pytest.mark.dovecot
@pytest.mark.parametrize("megabytes", [51, 200])
def test_hm43_a_mail_over_the_limit_is_set_aside_with_its_headers_and_stays_on_the_server(megabytes, mailbox):
    huge = raw("Subject: A large one", "Message-ID: <huge@example.com>") + b"x" * 998 + b"\r\n"
    huge += (b"y" * 998 + b"\r\n") * ((megabytes * MEGABYTE - len(huge)) // 1000 + 1)
    mailbox.append(huge, mail(message_id="<clean@example.com>"))
    before = time.process_time()
    assert poll(Mailbox.parse(mailbox.url), now=timezone.now()) == 2
    for arrival_id in waiting_arrivals(now=timezone.now()):
        process(arrival_id=arrival_id, now=timezone.now())
    assert time.process_time() - before < 10
    large, clean = Arrival.objects.order_by("uid")
    assert (large.state, clean.state) == ("quarantined", "opened")
    assert f"{megabytes} MB, more than we take" in large.reason
    assert load(large.raw) == huge[:PARTIAL_BYTES]
    with mailbox.client() as client:
        sizes = client.fetch(client.search(), ["RFC822.SIZE"])
    assert max(one[b"RFC822.SIZE"] for one in sizes.values()) == len(huge)
    assert Letter.objects.count() == 1  # the clean one's


def test_hm55_a_thousand_forged_senders_of_one_domain_bring_it_few_letters_and_lose_no_request():
    for number in range(1000):
        bring_in(mail(ASKS, sender=f"victim{number}@victim.example", message_id=f"<b{number}@x>"), now=DAY)
    assert Counter(Arrival.objects.values_list("state", flat=True)) == {"opened": 1000}
    assert Case.objects.count() == 1000
    assert Letter.objects.filter(to__endswith="@victim.example").count() == DOMAIN_CAP
