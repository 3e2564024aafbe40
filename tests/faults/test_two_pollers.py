"""Two pollers in one real mailbox at once, while another mail program moves mail about: nothing twice, nothing lost."""

import re
import subprocess
import sys
import time
from collections import Counter

import psycopg
import pytest

from tests.builders import mail
from tests.parts.desk import BASE, environment

pytestmark = [pytest.mark.stack, pytest.mark.dovecot]
COUNT, SECONDS = 240, 12


@pytest.fixture
def run(tmp_path, postgres_url, mailbox):
    """Give a function that runs commands of one production database and mailbox."""
    variables = {"DATABASE_URL": postgres_url, "SECRET_KEY": "k" * 60, "REDIS_URL": "redis://127.0.0.1:1/0"}

    def given(*words, options=""):
        surroundings = environment(tmp_path, IMAP_URL=mailbox.url + options, **variables)
        return subprocess.Popen([sys.executable, *words], cwd=BASE, env=surroundings, stdout=subprocess.PIPE, text=True)

    assert given("manage.py", "migrate", "--verbosity", "0").wait() == 0
    with psycopg.connect(postgres_url) as connection:
        connection.execute("TRUNCATE intake_arrival, intake_mailboxstate CASCADE")
    return given


def other_program(mailbox, *, folder):
    """Deliver mail in small lots; mark some as read, and move every eighth to another folder, as a person at a phone does."""
    moved = set()
    with mailbox.client() as client:
        if not client.folder_exists(folder):
            client.create_folder(folder)
        for number in range(COUNT):
            client.append("INBOX", mail(message_id=f"<{number}@example.com>", subject=str(number)))
            if number % 8 == 5 and (uids := client.search(["HEADER", "Message-ID", f"<{number}@example.com>"])):
                client.add_flags(uids, ["\\Seen"])
                client.move(uids, folder)
                moved.add(number)
            if number % 20 == 0:
                time.sleep(0.2)
    return moved


def numbers_in(mailbox, folder):
    with mailbox.client(folder) as client:
        found = client.fetch(client.search(), ["BODY.PEEK[HEADER.FIELDS (SUBJECT)]"]) if client.search() else {}
    heads = (next(value for key, value in one.items() if key.startswith(b"BODY")) for one in found.values())
    return {int(re.search(rb"Subject: (\d+)", head)[1]) for head in heads}


def stored(postgres_url):
    """Give how often each source and UID is stored, and the bytes' fingerprints."""
    with psycopg.connect(postgres_url) as connection:
        keys = connection.execute("SELECT source, uidvalidity, uid FROM intake_arrival").fetchall()
        digests = connection.execute("SELECT digest FROM intake_arrival").fetchall()
    return Counter(keys), Counter(digests)


@pytest.mark.parametrize("lease", ["600", "-1"], ids=["taking turns", "at the same moment"])
@pytest.mark.parametrize("options", ["", "?move=Processed"], ids=["marked", "moved"])
def test_two_pollers_and_another_program_store_each_mail_once_and_lose_none(run, mailbox, postgres_url, lease, options):
    pollers = [run("-m", "tests.parts.poller", str(SECONDS), lease, options=options) for _ in range(2)]
    folder = "Processed" if options else "Elsewhere"
    with mailbox.client() as client:
        client.create_folder(folder)
    time.sleep(1)  # both have looked at the empty mailbox
    moved = other_program(mailbox, folder=folder)
    new = [int(poller.communicate(timeout=60)[0]) for poller in pollers]
    keys, digests = stored(postgres_url)
    assert set(keys.values()) == {1}
    assert set(digests.values()) == {1}
    assert sum(new) == len(keys)
    assert moved
    left = numbers_in(mailbox, folder) if options else moved
    assert COUNT - len(moved) <= len(keys) <= COUNT
    assert len(keys) + len(left) >= COUNT
    if options:
        assert numbers_in(mailbox, "INBOX") == set()
        assert numbers_in(mailbox, folder) == set(range(COUNT))
