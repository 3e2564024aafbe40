"""What reading a mail gives: one frozen value with every field that later steps ask for, and its JSON form.

Strings are safe to store: no NUL, no lone surrogate. Attachments are described here; their bytes travel beside the message
(`Parsed.contents`), in the same order.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from intake.triage.suggestion import Suggestion

Json = dict[str, Any]


@dataclass(frozen=True)
class Attachment:
    """One part that is not the text of the mail; `name` is safe to show, never a path to write to."""

    name: str
    size: int
    content_type: str
    sha256: str
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True)
class AuthResults:
    """What our own mail server said of the sender (RFC 8601): `pass`, `fail`, `none`, ...; empty when it said nothing."""

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


@dataclass(frozen=True)
class DeliveryReport:
    """What a bounce says: whom it names, with which RFC 3463 status codes and RFC 3464 actions, about which of our mails.

    `source` tells how we know: `dsn` (RFC 3464 parts), `header` (X-Failed-Recipients), `text` (a known mail server's wording).
    """

    source: str
    recipients: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    original_message_id: str = ""


@dataclass(frozen=True)
class ParsedMessage:
    """A mail, read; every field is the sender's claim except `size`, and `auth` when our own server wrote it."""

    size: int
    from_email: str = ""
    from_name: str = ""
    from_ambiguous: bool = False
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()  # To, Cc, Delivered-To, X-Original-To, Envelope-To: where a token may stand
    subject: str = ""
    message_id: str = ""  # with its angle brackets, as are the next two
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date_utc: datetime | None = None
    text: str = ""
    html: str = ""
    reply_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    auth: AuthResults = AuthResults()
    forwarded_name: str = ""  # who wrote the mail that this one passes on, as this one says; both or neither
    forwarded_email: str = ""
    content_type: str = ""
    report_type: str = ""  # of a multipart/report: delivery-status, disposition-notification, feedback-report
    delivery_report: DeliveryReport | None = None
    headers: tuple[tuple[str, str], ...] = field(default=())  # lower-case names that classification reads, in order
    defects: tuple[str, ...] = ()

    @property
    def must_wait(self) -> str:
        """Return the defect for which this mail belongs in quarantine (`over_limit:...`, `unreadable:...`), or ''."""
        return next((code for code in self.defects if code.startswith(("over_limit:", "unreadable:"))), "")

    def header(self, name: str) -> str | None:
        """Return the first value of a kept header, None when the mail has none; present but empty gives ''."""
        return next((value for key, value in self.headers if key == name), None)

    def header_values(self, name: str) -> tuple[str, ...]:
        """Return all values of a kept header, in the order of the mail."""
        return tuple(value for key, value in self.headers if key == name)

    def to_json(self) -> Json:
        """Return plain JSON values; `from_json` gives the same message back."""
        values = asdict(self)
        values["date_utc"] = self.date_utc.astimezone(UTC).isoformat() if self.date_utc else None
        return values

    @classmethod
    def from_json(cls, values: Json) -> ParsedMessage:
        """Build the message from what `to_json` returned, also after a trip through `json`."""
        report = values["delivery_report"]
        return cls(
            **{key: _frozen(value) for key, value in values.items() if key not in _SHAPED},
            date_utc=datetime.fromisoformat(values["date_utc"]) if values["date_utc"] else None,
            attachments=tuple(Attachment(**one) for one in values["attachments"]),
            auth=AuthResults(**values["auth"]),
            delivery_report=DeliveryReport(**{k: _frozen(v) for k, v in report.items()}) if report else None,
            headers=tuple((name, value) for name, value in values["headers"]),
        )


@dataclass(frozen=True)
class Parsed:
    """A message and the bytes of its attachments, in the order of `message.attachments`.

    `said` is what it seems to ask for, None where nobody looked yet.
    """

    message: ParsedMessage
    contents: tuple[bytes, ...] = ()
    said: Suggestion | None = None


_SHAPED = frozenset({"date_utc", "attachments", "auth", "delivery_report", "headers"})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
