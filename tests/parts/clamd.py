"""A virus scanner that speaks clamd's INSTREAM over a unix socket and knows one virus: the EICAR test file."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# In two halves, so that no scanner of the machine takes this file for the thing itself.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LONGEST = 1_000_000


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Take one stream in chunks and answer as clamd does."""
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > LONGEST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        answers = {
            EICAR in content: b"stream: Eicar-Signature FOUND\0",
            b"PK\x03\x04locked" in content: b"stream: Heuristics.Encrypted.Zip FOUND\0",
            b"garbage" in content: b"\xff\xfe?\0",
        }
        self.wfile.write(answers.get(True, b"stream: OK\0"))


@contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """Run the scanner; give the path of its socket."""
    path = str(folder / "clamd.ctl")
    with socketserver.ThreadingUnixStreamServer(path, _Conversation) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield path
        finally:
            server.shutdown()
