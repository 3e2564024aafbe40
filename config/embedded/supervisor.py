"""Keeps the processes of a run: starts them together, says when all work, raises a fallen one, ends all in order."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

from config.embedded.child import Child
from config.embedded.errors import NotStarted

READY_SECONDS = 60.0
TICK_SECONDS = 0.05
LONGEST_WAIT = 30.0
# A process that has lived this long starts with the shortest wait again when it falls.
STEADY_SECONDS = 60.0
# How long a part may take to end what it is doing; the database brings back what it had to leave.
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Probe:
    """A part by its name, and the question whether it works."""

    name: str
    works: Callable[[], bool]


@dataclass
class Fall:
    """When a fallen process starts again, and how long the next wait will be."""

    wait: float = 0.5
    again_at: float | None = None
    started_at: float = 0.0


class Supervisor:
    """Runs children in the order given; a broker among them ends last."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self._falls = {child.name: Fall() for child in children}
        self._stop = threading.Event()
        self._hurry = threading.Event()

    def run(self, probes: Sequence[Probe], *, ready: str) -> int:
        """Start, print `ready` when every probe says yes, watch until a signal, end; give the exit code.

        Raises NotStarted when a part ends or does not work in time; then, too, everything is ended.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._told_to_stop)
        try:
            for child in self.children:
                self._start(child)
            if self._wait_until_ready(probes):
                print(ready, flush=True)  # noqa: T201 - the one line that is the command's promise
                self._watch()
        finally:
            self._end()
        return 0

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    def _start(self, child: Child) -> None:
        child.start()
        self._falls[child.name].started_at = time.monotonic()

    def _wait_until_ready(self, probes: Sequence[Probe]) -> bool:
        """Ask until all parts work; give False when told to stop before."""
        waiting = list(probes)
        until = time.monotonic() + READY_SECONDS
        while waiting and not self._stop.wait(TICK_SECONDS):
            self._deal_with_fallen()
            waiting = [probe for probe in waiting if not probe.works()]
            if waiting and time.monotonic() > until:
                names = ", ".join(probe.name for probe in waiting)
                raise NotStarted(
                    f"Not working after {READY_SECONDS:.0f} s: {names}. See {self.children[0].log.parent}."
                )
        return not self._stop.is_set()

    def _deal_with_fallen(self) -> None:
        """Give a part that did not start its second try, if it has one, else give up."""
        for child in self.children:
            if child.exit_code is None:
                continue
            if child.before_second_try is None:
                raise NotStarted(
                    f"{child.name} ended with code {child.exit_code} before it worked. "
                    f"The end of {child.log}:\n{child.last_lines()}"
                )
            self.say(child.before_second_try())
            child.before_second_try = None
            self._start(child)

    def _watch(self) -> None:
        while not self._stop.wait(TICK_SECONDS * 4):
            for child in self.children:
                if child.exit_code is not None:
                    self._raise_again(child, self._falls[child.name])

    def _raise_again(self, child: Child, fall: Fall) -> None:
        """Start a fallen process after a wait that doubles from fall to fall."""
        now = time.monotonic()
        if fall.again_at is None:
            child.sweep_up()
            fall.wait = 1.0 if now - fall.started_at > STEADY_SECONDS else min(fall.wait * 2, LONGEST_WAIT)
            fall.again_at = now + fall.wait
            self.say(
                f"{child.name} ended with code {child.exit_code}; it starts again in {fall.wait:.0f} s ({child.log})."
            )
        elif now >= fall.again_at:
            fall.again_at = None
            self._start(child)

    def _end(self) -> None:
        """End all parts together, and the broker that they talk to after them."""
        broker = [child for child in self.children if child.name == "broker"]
        for group in ([child for child in self.children if child not in broker], broker):
            for child in group:
                child.ask_to_end()
            for child in group:
                child.end(0.0 if self._hurry.is_set() else PATIENCE_SECONDS)
