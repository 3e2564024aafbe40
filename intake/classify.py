"""What kind of mail this is, with the reason: a person's, a bounce, an automatic reply, a report, a list's or our own.

A person who forwards a bounce is a person. Whether an automatic mail opens a case is for the caller: services that write for
people send privacy requests that call themselves automatic, and the law counts those too.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from intake.parse.message import DeliveryReport, ParsedMessage
from intake.parse.reports import is_machine_sender
from intake.wordings import AUTOMATIC_SUBJECT, FORWARD_MARK, FORWARD_SUBJECT, is_nobody

OWN_HEADER = "X-Claims-Desk"  # on every mail that we send: where it comes back by itself, there is a loop

_SENT_BY_MACHINES = (
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply-from",
    "x-fc-machinegenerated",
    "x-auto-response-suppress",
)
_LIST = ("list-id", "list-post", "list-unsubscribe", "list-help")
_REPORTS = {
    "disposition-notification": "It is a read receipt (MDN).",
    "feedback-report": "It is an abuse report (ARF).",
    "tlsrpt": "It is a report on TLS between mail servers.",
}


class Kind(StrEnum):
    """The kinds of mail, each with its own way through intake."""

    PERSON = "person"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    REPORT = "report"
    LIST = "list"
    LOOP = "loop"


@dataclass(frozen=True)
class Bounce:
    """Whom a bounce names and what it means: `hard`, the address will not work; `delay`, the server still tries."""

    recipients: tuple[str, ...]
    statuses: tuple[str, ...]
    hard: bool
    delay: bool
    original_message_id: str = ""


@dataclass(frozen=True)
class Classification:
    """The kind of a mail and why; `suppress_reason` is '' where an acknowledgement may go."""

    kind: Kind
    reason: str
    bounce: Bounce | None = None
    is_feedback_report: bool = False
    is_forward: bool = False
    suppress_reason: str = ""

    @property
    def suppress_acknowledgement(self) -> bool:
        """Tell whether this mail must not be answered automatically."""
        return bool(self.suppress_reason)


def classify(
    parsed: ParsedMessage, *, our_addresses: Collection[str], null_return_path: bool = False
) -> Classification:
    """Say what kind of mail this is; `null_return_path` when the door saw an empty envelope sender."""
    null_path = null_return_path or (parsed.header("return-path") or "").strip() == "<>"
    found = (
        _loop(parsed, our_addresses)
        or _bounce(parsed, null_path)
        or _report(parsed)
        or _automatic(parsed)
        or _list(parsed)
        or Classification(Kind.PERSON, "Nothing says that a machine wrote it.")
    )
    return replace(
        found,
        is_forward=found.kind is Kind.PERSON and _is_forward(parsed),
        suppress_reason=_why_not_answer(found, parsed, null_path),
    )


def _loop(parsed: ParsedMessage, our_addresses: Collection[str]) -> Classification | None:
    if parsed.header(OWN_HEADER.lower()) is not None:
        return Classification(Kind.LOOP, f"It carries our own header {OWN_HEADER}.")
    ours = {_without_tag(address) for address in our_addresses}
    if parsed.from_email and _without_tag(parsed.from_email) in ours:
        return Classification(Kind.LOOP, "It says it is from our own address.")
    return None


def _bounce(parsed: ParsedMessage, null_path: bool) -> Classification | None:
    report = parsed.delivery_report
    if report is None or not (report.source == "notice" or _machine_wrote(parsed, null_path)):
        return None
    if report.actions and set(report.actions) <= {"delivered", "relayed", "expanded"}:
        return Classification(Kind.REPORT, "It reports that a mail was delivered.")
    bounce = _read_bounce(report)
    what = "is still being tried" if bounce.delay else "came back" if bounce.hard else "came back for now"
    known = {"dsn": "a delivery report (RFC 3464)", "header": "X-Failed-Recipients", "notice": "the provider's notice"}
    return Classification(
        Kind.BOUNCE, f"A mail {what}, by {known.get(report.source, 'the wording of the mail server')}.", bounce
    )


def _machine_wrote(parsed: ParsedMessage, null_path: bool) -> bool:
    """Tell a bounce from a person who forwards one: the person has an address and no report for the whole mail."""
    if parsed.content_type == "multipart/report" or null_path:
        return True
    is_automatic = (parsed.header("auto-submitted") or "no").lower().startswith("auto-")
    return is_automatic or is_machine_sender(parsed.from_email, "", None)


def _read_bounce(report: DeliveryReport) -> Bounce:
    failed = "failed" in report.actions or (not report.actions and bool(report.statuses))
    delay = not failed and "delayed" in report.actions
    permanent = any(status.startswith("5") for status in report.statuses) or not report.statuses
    return Bounce(report.recipients, report.statuses, failed and permanent, delay, report.original_message_id)


def _report(parsed: ParsedMessage) -> Classification | None:
    if reason := _REPORTS.get(parsed.report_type):
        return Classification(Kind.REPORT, reason, is_feedback_report=parsed.report_type == "feedback-report")
    return None


def _automatic(parsed: ParsedMessage) -> Classification | None:
    reason = _automatic_by_header(parsed)
    if not reason and AUTOMATIC_SUBJECT.match(parsed.subject):
        reason = "Its subject is that of an automatic reply."
    return Classification(Kind.AUTO_REPLY, reason) if reason else None


def _automatic_by_header(parsed: ParsedMessage) -> str:
    submitted = (parsed.header("auto-submitted") or "").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return f"It says Auto-Submitted: {submitted[:40]}."
    for name in _SENT_BY_MACHINES:  # their presence counts, also when they are empty
        if (value := parsed.header(name)) is not None and value.strip().lower() not in ("no", "none", "false"):
            return f"It carries the header {name.title()} of automatic mail."
    if (parsed.header("x-post-messageclass") or "").startswith("9"):
        return "It carries the header X-POST-MessageClass of automatic mail."
    return _automatic_by_precedence(parsed)


def _automatic_by_precedence(parsed: ParsedMessage) -> str:
    for name in ("precedence", "x-precedence"):
        value = (parsed.header(name) or "").strip().lower()
        if value in ("auto_reply", "auto-reply", "junk") or (value == "bulk" and not _list(parsed)):
            return f"It says Precedence: {value}."
    return ""


def _list(parsed: ParsedMessage) -> Classification | None:
    name = next((name for name in _LIST if parsed.header(name) is not None), "")
    if name:
        return Classification(Kind.LIST, f"It carries the header {name.title()} of a mailing list.")
    if (parsed.header("precedence") or "").strip().lower() == "list":
        return Classification(Kind.LIST, "It says Precedence: list.")
    return None


def _is_forward(parsed: ParsedMessage) -> bool:
    """Tell whether the mail passes another mail on, by its subject, a forwarding mark or an attached mail."""
    has_mail = any(one.content_type == "message/rfc822" for one in parsed.attachments)
    return bool(has_mail or FORWARD_SUBJECT.match(parsed.subject) or FORWARD_MARK.search(parsed.text[:100_000]))


def _why_not_answer(found: Classification, parsed: ParsedMessage, null_path: bool) -> str:
    if found.kind is not Kind.PERSON:
        return found.reason
    if null_path:
        return "Its return path is empty."
    if not parsed.from_email or parsed.from_ambiguous:
        return "It does not say clearly from which one address it comes."
    if is_nobody(parsed.from_email):
        return "Its sender says that nobody reads that address."
    if parsed.must_wait:
        return "It could not be read in full."
    return ""


def _without_tag(address: str) -> str:
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
