"""The desk as the world meets it: where to write, what comes back, how staff log in. Embedded or as production runs."""

import json
import time
from abc import ABC, abstractmethod
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from tests.parts.desk import Desk
from tests.parts.stack import Stack


class World(ABC):
    """What a journey needs of a running desk; `url` without a slash at the end."""

    url: str

    @abstractmethod
    def deliver(self, raw: bytes, *, to: str = "claims@alltracking.com") -> None:
        """Bring a mail to our mailbox as a mail server would."""

    @abstractmethod
    def sent(self) -> list[bytes]:
        """Give the letters that left."""

    @abstractmethod
    def login(self, role: str) -> tuple[str, str]:
        """Give username and password for officer, dpo or manager."""

    @abstractmethod
    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py and give what it prints."""

    def cases(self) -> int:
        """Count the cases."""
        ledger: dict[str, Any] = json.loads(self.manage("ledger"))
        return int(ledger["cases"]["total"])

    def letter(self, address: str, *, number: int) -> EmailMessage:
        """Wait for the numbered letter (from 1) to an address."""
        for _ in range(200):
            letters = [message_from_bytes(raw, policy=policy.default) for raw in self.sent()]
            found = sorted((m for m in letters if address in m["To"]), key=lambda m: m["Date"].datetime)
            if len(found) >= number:
                return found[number - 1]
            time.sleep(0.2)
        raise AssertionError(f"Letter {number} did not leave.")


class Embedded(World):
    """`bin/run`: mail by SMTP, letters in a folder."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.url = desk, desk.url

    def deliver(self, raw: bytes, *, to: str = "claims@alltracking.com") -> None:
        """Send to the SMTP door."""
        self.desk.send(raw.replace(b"\n", b"\r\n"), to=to)

    def sent(self) -> list[bytes]:
        """Read the folder."""
        return self.desk.sent()

    def login(self, role: str) -> tuple[str, str]:
        """Read logins.json."""
        found = self.desk.logins[role]
        return found["username"], found["password"]

    def manage(self, *arguments: str) -> str:
        """Run it on the desk's data."""
        return self.desk.manage(*arguments)


class Production(World):
    """Separate processes on PostgreSQL and Redis: mail by Dovecot, letters to a mail server."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.url = stack, stack.url
        self.logins = stack.folder / "logins.json"
        stack.manage("prepare_desk", "--demo-logins", str(self.logins))

    def deliver(self, raw: bytes, *, to: str = "claims@alltracking.com") -> None:
        """Put it into the mailbox, whose To names the reply address."""
        self.stack.mailbox.append(raw)

    def sent(self) -> list[bytes]:
        """Give what the mail server took."""
        return list(self.stack.sink.letters)

    def login(self, role: str) -> tuple[str, str]:
        """Read the logins that were made."""
        found = json.loads(self.logins.read_text())[role]
        return found["username"], found["password"]

    def manage(self, *arguments: str) -> str:
        """Run it with production's settings."""
        return self.stack.manage(*arguments)
