"""How much memory the mails that are being received take together, and the reading of one within it.

The wire's lines are gathered in one buffer, so that a mail of empty lines takes no more than its bytes. What finds no room is
read to its end and thrown away: the sender, who still has it, is told to try again.
"""

import asyncio
from dataclasses import dataclass, field

# A mail is in memory as it came, encrypted, and encrypted with its nonce; all three at once while it is stored.
COPIES = 3
NO_ROOM = "452 4.3.1 Too much mail at once; please try again later"
TOO_MUCH = "552 5.3.4 The message is larger than we take"
TOO_LONG = "500 5.5.2 A line is too long (RFC 5321 4.5.3.1.6)"


class Room:
    """Bytes of memory for the mails of all conversations; asked in the loop's thread alone."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken = 0

    def has(self, size: int) -> bool:
        """Tell whether a mail of `size` bytes would find room now."""
        return self.taken + COPIES * size <= self.most

    def take(self, size: int) -> bool:
        """Take room for `size` bytes of a mail, if there is some."""
        if not self.has(size):
            return False
        self.taken += COPIES * size
        return True

    def give_back(self, size: int) -> None:
        """Give back the room for `size` bytes."""
        self.taken -= COPIES * size


@dataclass
class Reading:
    """One mail as it is read: its bytes so far, or why it is refused."""

    room: Room
    size_limit: int
    content: bytearray = field(default_factory=bytearray, repr=False)
    refusal: str = ""
    size: int = 0
    is_stored: bool = False  # or being stored

    async def read(self, lines: asyncio.StreamReader) -> None:
        """Read to the line with a lone dot and leave out the dots that were put in (RFC 5321 4.5.2)."""
        begins = True
        while True:
            try:
                line = await lines.readuntil(b"\r\n")
            except asyncio.LimitOverrunError as overrun:
                await lines.readexactly(overrun.consumed)
                self._refuse(TOO_LONG)
                begins = False
                continue
            if begins and line == b".\r\n":
                return
            begins = True
            if not self.refusal:
                self._add(line)

    def _add(self, line: bytes) -> None:
        if self.size + len(line) > self.size_limit:
            self._refuse(TOO_MUCH)
        elif not self.room.take(len(line)):
            self._refuse(NO_ROOM)
        else:
            self.size += len(line)
            self.content += line[1:] if line.startswith(b".") else line

    def _refuse(self, why: str) -> None:
        self.refusal = self.refusal or why
        self.forget()

    def forget(self) -> None:
        """Let go of the bytes and give their room back."""
        self.content = bytearray()
        self.room.give_back(self.size)
        self.size = 0
