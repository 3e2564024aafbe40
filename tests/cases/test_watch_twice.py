"""The watch under two workers at once, and cut off in the middle of a batch: exactly one notice per threshold all the same."""

from collections import Counter
from datetime import date
from threading import Thread

import pytest
from django.db import connections

from cases.models import Event, Notice
from cases.services import watch
from cases.services.verify import verify_history
from cases.services.watch import watch_dates
from cases.services.work import assign
from tests.builders import make_request, noon

pytestmark = pytest.mark.django_db(transaction=True)
LATE = noon(2026, 10, 7)


@pytest.fixture
def due(officer):
    """Give the number of cases of which all four thresholds have passed; every second one has an officer."""
    for number in range(12):
        case = make_request(received_on=date(2026, 9, 3), rights=("access", "erasure"), acknowledged=True)
        if number % 2:
            assign(case=case, officer=officer, by=officer.actor, now=noon(2026, 9, 4))
    return 12


def assert_told_exactly_once(cases):
    """Hold notices and events against the number of cases."""
    answers = Notice.objects.filter(duty="respond")
    told = Counter(answers.values_list("case", "threshold", "for_leads"))
    assert set(told.values()) == {1}
    assert (answers.filter(for_leads=True).count(), answers.filter(for_leads=False).count()) == (4 * cases, 2 * cases)
    events = Event.objects.filter(kind="date_noticed", payload__duty="respond")
    assert set(Counter((event.case_id, event.payload["threshold"]) for event in events).values()) == {1}
    assert events.count() == 4 * cases
    assert verify_history().problem == ""


def worker():
    """Watch as a worker does, in small batches, over a connection of its own."""
    try:
        watch_dates(now=LATE, limit=3)
    finally:
        connections.close_all()


def test_two_workers_at_once_tell_each_threshold_once(due):
    threads = [Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    watch_dates(now=LATE)  # what one passed over because the other held it
    assert_told_exactly_once(due)


@pytest.mark.parametrize("dies_at", [1, 3])
def test_a_worker_that_died_in_the_middle_of_a_batch_leaves_nothing_half_told(due, dies_at, monkeypatch):
    calls, write = [], watch.update_rows

    def die(rows, names):
        calls.append(names)
        if len(calls) == dies_at:
            raise SystemExit("killed")
        write(rows, names)

    monkeypatch.setattr(watch, "update_rows", die)
    with pytest.raises(SystemExit):
        watch_dates(now=LATE, limit=5)
    monkeypatch.undo()
    watch_dates(now=LATE)
    assert_told_exactly_once(due)
