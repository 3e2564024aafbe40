"""What intake refuses."""

from cases.errors import Refused


class NotInQuarantine(Refused):
    """The arrival was decided meanwhile."""

    def __init__(self) -> None:
        super().__init__("This arrival is no longer in quarantine: somebody decided on it a moment ago.")


class Overtaken(Exception):
    """Another worker took the arrival over after our lease ended; its result holds and ours is rolled back."""


class DoorClosed(Exception):
    """A door would open wider than its settings make safe; it stays closed."""


class PostUnreadable(Exception):
    """A provider's post is not what it should be; the sentence is for the officer who finds it in quarantine."""


class PostRefused(Exception):
    """A post is not taken; `status` is the HTTP answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class NoToken(Exception):
    """No access token for a mailbox could be had; `why` names the kind of failure and no secret."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"no access token ({why})")


class NotProtected(Exception):
    """The mail server does not offer the TLS that the mailbox's address insists on; no password was sent."""
