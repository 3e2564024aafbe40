"""A network between a client and a real server: it passes bytes on, cuts after so many, or leaves out an offer of the server.

`seen` is all that the client said, so that a test can tell that no password crossed it.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.parts.process import free_port


@dataclass
class Proxy:
    """A listening proxy: set `cut_after` to end each connection after so many bytes of the server, `strip` to hide words."""

    port: int
    target: int
    cut_after: int | None = None
    strip: bytes = b""
    seen: bytearray = field(default_factory=bytearray)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        self.connections += 1
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            await asyncio.gather(self._towards(reader, there_writer), self._back(there_reader, writer, there_writer))
        finally:
            for end in (writer, there_writer):
                end.close()

    async def _towards(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                self.seen += data
                writer.write(data)
                await writer.drain()
        with suppress(OSError):
            writer.close()

    async def _back(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, other: asyncio.StreamWriter
    ) -> None:
        left = self.cut_after
        with suppress(OSError):
            while data := await reader.read(65536):
                if self.strip:
                    data = data.replace(self.strip, b"X" * len(self.strip))
                if left is not None:
                    data, left = data[:left], left - len(data)
                writer.write(data)
                await writer.drain()
                if left is not None and left <= 0:
                    break
        for end in (writer, other):
            with suppress(OSError):
                end.close()


@contextmanager
def proxy_to(target: int) -> Iterator[Proxy]:
    """Run a proxy in front of a loopback port, in a thread of its own."""
    proxy, loop, ready, stopped = (
        Proxy(free_port(), target),
        asyncio.new_event_loop(),
        threading.Event(),
        asyncio.Event(),
    )

    async def run() -> None:
        async with await asyncio.start_server(proxy.serve, "127.0.0.1", proxy.port):
            ready.set()
            await stopped.wait()
        open_ones = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in open_ones:
            task.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(10)
        loop.close()
