"""Feeds the benchmark's mails to our intake in this process and prints what came of it as one JSON line.

    python bench/feed.py FOLDER [--share 0/1] [--again]

Each mail goes the whole way: stored, claimed, read in the child process, decided, on its case, acknowledged by a queued
letter. A person who answers does so to the reply address of our letter, as a mail program does. Times are of receiving and
processing alone. `--share 1/2` takes every second thread; `--again` delivers what was delivered before once more.
"""

import argparse
import hashlib
import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import django

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings
from django.utils import timezone

from bench.mails import MAILBOX, QUOTABLE, Truth, read_truth
from cases.services.register import Opener, Receipt
from cases.words import SYSTEM, Channel, Role
from correspondence.links import reply_address
from correspondence.models import Message
from dsar.services.open import open_request
from intake.doors.receive import Delivery, receive_all
from intake.models import Arrival
from intake.services import reading
from intake.services.process import work_off

AT_ONCE = 50  # mails that a mailbox gives
T = TypeVar("T")
WARM_UP = 60  # mails before the clock runs: the first of a worker's life load laws and phrases


def main() -> None:
    """Feed the share of this process and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--share", default="0/1")
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args()
    share, shares = map(int, given.share.split("/"))
    mine = [truth for truth in read_truth(given.folder) if (truth.answers or truth.number) % shares == share]
    feeder = Feeder(given.folder, source=f"bench{share}", again=given.again)
    feeder.feed(mine[:WARM_UP])
    feeder.begin()
    feeder.feed(mine[WARM_UP:])
    found = {} if given.again else feeder.verified(mine)
    print(json.dumps(feeder.figures(len(mine) - WARM_UP) | found))


class Feeder:
    """Brings mails in and keeps the time."""

    def __init__(self, folder: Path, *, source: str, again: bool) -> None:
        self._folder, self._source, self._again = folder, source, again
        self._delivered = Path(settings.DATA_DIR) / "delivered"
        self._delivered.mkdir(parents=True, exist_ok=True)
        self._seeds = {} if again else _seed_cases(source)
        self._addresses: dict[int, str] = {}
        self._arrivals: dict[int, int] = {}
        self.begin()

    def begin(self) -> None:
        """Start the clock."""
        self._seconds = 0.0
        self._processor = 0.0
        self._new = 0

    def feed(self, truths: list[Truth]) -> None:
        """Bring mails in as a mailbox gives them; who answers does so after our letter has left."""
        waiting = list(truths)
        while waiting:
            here = {truth.number for truth in waiting}
            come = [truth for truth in waiting if truth.answers not in here]
            for start in range(0, len(come), AT_ONCE):
                self._bring_in(come[start : start + AT_ONCE])
            self._timed(lambda: None if self._again else work_off(seconds=3600, clock=timezone.now))
            waiting = [truth for truth in waiting if truth.answers in here]

    def _timed(self, deed: Callable[[], T]) -> T:
        began, spent = time.perf_counter(), time.process_time()
        done = deed()
        self._seconds += time.perf_counter() - began
        self._processor += time.process_time() - spent
        return done

    def _bring_in(self, batch: list[Truth]) -> None:
        raws, now = [self._bytes(truth) for truth in batch], timezone.now()
        deliveries = [Delivery(raw=raw, channel=Channel.MAIL, source=self._source, received_at=now) for raw in raws]
        received = self._timed(lambda: receive_all(deliveries, now=now))
        for truth, (arrival, is_new) in zip(batch, received, strict=True):
            self._new += is_new
            self._arrivals[truth.number] = arrival.pk

    def _bytes(self, truth: Truth) -> bytes:
        """Give the mail, sent to where our letter asked the person to answer; the second time as it was the first."""
        kept = self._delivered / truth.file
        if not self._again:
            raw = (self._folder / truth.file).read_bytes()
            to = self._seeds.get(truth.quotes) or self._address_of(truth.answers)
            kept.write_bytes(raw.replace(f"<{MAILBOX}>".encode(), f"<{to}>".encode(), 1) if to else raw)
        return kept.read_bytes()

    def _address_of(self, number: int) -> str:
        """Give the reply address of the case that a mail opened, '' where it opened none."""
        if number in self._arrivals and number not in self._addresses:
            case = Arrival.objects.select_related("case").get(pk=self._arrivals[number]).case
            self._addresses[number] = reply_address(party=case.parties.get(), now=timezone.now()) if case else ""
        return self._addresses.get(number, "")

    def figures(self, count: int) -> dict[str, float]:
        """Give rate, processor time a message (with the reading child's) and memory since `begin`."""
        reading.close_parser()
        child = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "messages": count,
            "per_s": round(count / self._seconds, 1),
            "seconds": round(self._seconds, 2),
            "new": self._new,
            "cpu_ms": round(1000 * self._processor / count, 2),
            "child_cpu_ms": round(1000 * (child.ru_utime + child.ru_stime) / (count + WARM_UP), 2),
            "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }

    def verified(self, mine: list[Truth]) -> dict[str, object]:
        """Compare what is on the files with what was sent."""
        arrivals = {row.pk: row for row in Arrival.objects.filter(pk__in=self._arrivals.values())}
        found = Counter(f"state {row.state}" for row in arrivals.values())
        kept = Message.objects.filter(message_id__in=[truth.message_id for truth in mine])
        messages = {message.message_id: message for message in kept.prefetch_related("attachments")}
        for truth in mine:
            message = messages.get(truth.message_id)
            if message is None:
                continue
            found["texts right"] += hashlib.sha256("".join(message.text.split()).encode()).hexdigest() == truth.text
            found["subjects right"] += message.subject == truth.subject
            found["files right"] += len({file.sha256 for file in message.attachments.all()} & set(truth.files))
            joined = arrivals[self._arrivals[truth.number]].state == "joined" and not message.other_address
            found["answers on their case"] += joined
        sent = {
            "messages": len(mine),
            "files": sum(len(truth.files) for truth in mine),
            "answers": sum(bool(truth.answers or truth.quotes) for truth in mine),
        }
        return {"found": dict(sorted(found.items())), "sent": sent}


def _seed_cases(source: str) -> dict[int, str]:
    """Open the cases that some mails quote, and give the reply address of each."""
    now = timezone.now() - timedelta(days=1)
    found = {}
    for number in range(1, QUOTABLE + 1):
        case = open_request(
            receipt=Receipt(channel=Channel.MAIL, received_at=now),
            opener=Opener(role=Role.REQUESTER, name=source, email=f"seed{number}@example.org"),
            rights=["access"],
            wish="",
            title="",
            by=SYSTEM,
            now=now,
        )
        found[number] = reply_address(party=case.parties.get(), now=now)
    return found


if __name__ == "__main__":
    main()
