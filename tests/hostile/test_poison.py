"""Poison among clean mail, on the running production: what is built to stop a mailroom delays nobody by more than a minute.

Each poison is one of the hostile mails that cost a reader most, or that others stop at; the clean ones come after or among them.
"""

from itertools import cycle, islice

import psycopg
import pytest

from tests.builders import mail
from tests.hostile.test_mails_limits import ENCODINGS, ENDS, HEADERS, MARKUP, TEXTS, TREES, html, raw
from tests.parts.process import wait_until

pytestmark = [pytest.mark.stack, pytest.mark.dovecot]
SECONDS = 60
POISON = [
    *HEADERS.values(),
    *TREES.values(),
    *ENDS.values(),
    *(raw("Content-Type: text/plain; charset=utf-8", body=text) for text in TEXTS.values()),
    *(html(markup) for markup in MARKUP.values()),
    *(raw(f"Content-Transfer-Encoding: {name}", body=body) for name, body in ENCODINGS.values()),
]  # fmt: skip


def clean(number):
    """Give a clean mail of a person of their own."""
    return mail(
        message_id=f"<clean{number}@example.com>",
        sender=f"person{number}@example{number}.org",
        subject=f"clean {number}",
    )


def poison(number, data):
    """Give the mail with a line of its own, so that no two are the same."""
    return b"X-Number: %d\r\n" % number + data


def question(stack, sql, *given):
    with psycopg.connect(stack.environment["DATABASE_URL"]) as connection:
        return connection.execute(sql, given).fetchall()


def clean_cases(stack):
    (count,) = question(stack, "SELECT count(*) FROM cases_case WHERE title LIKE 'clean %%'")[0]
    return count


def waiting(stack):
    (count,) = question(stack, "SELECT count(*) FROM intake_arrival WHERE state IN ('received', 'processing')")[0]
    return count


def arrived(stack):
    return question(stack, "SELECT count(*) FROM intake_arrival")[0][0]


def test_a_clean_mail_after_a_poison_one_is_a_case_within_a_minute(stack):
    before = clean_cases(stack)
    for number, data in enumerate(POISON):
        stack.mailbox.append(poison(number, data), clean(number))
    wait_until(lambda: clean_cases(stack) == before + len(POISON), seconds=SECONDS, what="each clean mail is a case")


def test_500_clean_mails_among_500_poison_ones_are_cases_within_a_minute_of_their_arrival(stack):
    before, here = clean_cases(stack), arrived(stack)
    with stack.mailbox.client() as client:
        for number, data in enumerate(islice(cycle(POISON), 500), start=1000):
            client.append("INBOX", poison(number, data))
            client.append("INBOX", clean(number))
    wait_until(lambda: clean_cases(stack) == before + 500, seconds=SECONDS, what="each clean mail is a case")
    wait_until(lambda: arrived(stack) >= here + 1000 and waiting(stack) == 0, seconds=SECONDS, what="all have ended")
    slowest = question(stack, "SELECT max(ended_at - received_at) FROM intake_arrival WHERE state = 'opened'")[0][0]
    assert slowest.total_seconds() <= SECONDS
    states = dict(question(stack, "SELECT state, count(*) FROM intake_arrival GROUP BY state"))
    assert not set(states) & {"received", "processing"}
    assert all(attempts == 1 for (attempts,) in question(stack, "SELECT DISTINCT attempts FROM intake_arrival"))
