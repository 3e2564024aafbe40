"""`kill -9` of the worker: after its restart every mail is exactly one case with one acknowledgement."""

import sqlite3
import time
from email import message_from_bytes

import pytest

from tests.builders import mail
from tests.parts.desk import running_desk

pytestmark = pytest.mark.stack
QUICK = {"SWEEP_SECONDS": "1", "ARRIVAL_LEASE_SECONDS": "3"}


def crlf(raw):
    return raw.replace(b"\n", b"\r\n")


def wait_for(condition, *, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.3)
    raise AssertionError("It did not happen in time.")


def acknowledged(desk):
    """Give the different letters that left; a crash may leave one more copy of the same."""
    return {message_from_bytes(raw)["Message-ID"] for raw in desk.sent()}


def group(process):
    return [*process.children(recursive=True), process]


def stopped_between_two_writes(desk):
    """Stop the worker where it holds no lock on the database, so that the door can still write; give the worker."""
    for _ in range(100):
        worker = desk.children()["worker"]
        for process in group(worker):
            process.suspend()
        if can_write(desk):
            return worker
        for process in group(worker):
            process.resume()
        time.sleep(0.05)
    raise AssertionError("The worker never stood still without a lock.")


def can_write(desk):
    connection = sqlite3.connect(desk.data / "claims.sqlite3", timeout=0.3, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


def test_a_worker_killed_between_arrival_and_case_leaves_one_case_and_one_acknowledgement(tmp_path):
    with running_desk(tmp_path, "--no-demo", **QUICK) as desk:
        worker = stopped_between_two_writes(desk)
        desk.send(crlf(mail()))
        assert desk.ledger()["arrivals"]["by_state"] == {"received": 1}
        for process in group(worker):
            process.kill()
        wait_for(lambda: len(desk.sent()) == 1, seconds=60)
        time.sleep(3)
        ledger = desk.ledger()
        assert ledger["arrivals"]["by_state"] == {"opened": 1}
        assert ledger["cases"]["total"] == 1
        assert len(desk.sent()) == 1


def test_a_worker_killed_again_and_again_in_its_work_loses_and_doubles_nothing(tmp_path):
    count = 40
    with running_desk(tmp_path, "--no-demo", **QUICK) as desk:
        for number in range(count):
            raw = mail(message_id=f"<{number}@example.com>", sender=f"requester{number}@example{number}.com")
            desk.send(crlf(raw))
            if number % 10 == 5:
                wait_for(lambda: "worker" in desk.children(), seconds=60)
                for process in group(desk.children()["worker"]):
                    process.kill()
        wait_for(lambda: desk.ledger()["cases"]["total"] == count and len(acknowledged(desk)) == count, seconds=90)
        assert desk.ledger()["arrivals"]["by_state"] == {"opened": count}
        assert '"problem": ""' in desk.manage("verify_history")
