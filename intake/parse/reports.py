"""What a bounce says, read from its parts (RFC 3464), its headers, a provider's notice, or the wording of its mail server."""

import json
import logging
import re
from email import message_from_bytes
from typing import Any

from flufl.bounce import all_failures

from intake.parse.addresses import emails, valid
from intake.parse.charsets import decode
from intake.parse.headers import header_text
from intake.parse.ids import message_ids
from intake.parse.message import DeliveryReport
from intake.parse.mime import Part

_MACHINES = frozenset({"mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon", "mailsystem", "microsoftexchange"})
_SNS = "no-reply@sns.amazonaws.com"
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|has failed|notification)|returned mail|mail delivery|failure notice"
    r"|could not be delivered|unzustellbar|nicht zugestellt|non remis|non distribu|no se (?:ha podido|pudo) entregar",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_RETURNED_ID = re.compile(r"(?im)^[> \t]{0,8}message-id:\s{0,80}(<[^<>\s]{1,900}>)")
_DELAYED = re.compile(
    r"delayed|will (?:be retried|retry|keep trying)|still (?:trying|being retried)|not yet been delivered", re.I
)
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
_LARGEST = 1_000_000  # characters that are looked through
_LONGEST_WORDING = 200_000  # bytes that flufl.bounce gets; some of its patterns take the square of it

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)  # its tracebacks could quote the mail


def is_machine_sender(from_email: str, subject: str, return_path: str | None) -> bool:
    """Tell whether a mail server seems to be writing, by its address, an empty return path or the usual subject."""
    local = from_email.partition("@")[0].lower()
    return (
        local in _MACHINES
        or local.startswith("microsoftexchange")
        or (return_path or "").strip() == "<>"
        or bool(_SUBJECT.search(subject))
    )


def delivery_report(
    *, raw: bytes, parts: list[Part], text: str, from_email: str, failed_header: list[str], is_machine: bool
) -> DeliveryReport | None:
    """Return what a bounce says, None where nothing says that this is one."""
    statuses = [
        part for part in parts if part.content_type in ("message/delivery-status", "message/global-delivery-status")
    ]
    returned = _returned_message_id(parts, text)
    if statuses:
        return _from_parts(statuses, returned)
    if from_email == _SNS:
        return _from_notice(text)
    if failed_header and (found := emails(failed_header)):
        return DeliveryReport("header", found, _statuses(text), _action(text), returned)
    return _from_wording(raw, text, returned) if is_machine else None


def _from_parts(parts: list[Part], returned: str) -> DeliveryReport:
    recipients: dict[str, None] = {}
    statuses: list[str] = []
    actions: list[str] = []
    for block in _blocks(parts):
        address = block.get("final-recipient") or block.get("original-recipient", "")
        recipients |= dict.fromkeys(emails([address.partition(";")[2] or address]))
        statuses += _STATUS.findall(block.get("status", ""))
        actions += [block["action"].split()[0].lower()] if block.get("action", "").strip() else []
    return DeliveryReport("dsn", tuple(recipients), tuple(statuses), tuple(actions), returned)


def _blocks(parts: list[Part]) -> list[dict[str, str]]:
    """Return the field blocks of delivery-status parts; the first of each part speaks of the whole message."""
    blocks: list[dict[str, str]] = []
    for part in parts:
        text = decode(part.content[:_LARGEST])[0].replace("\r\n", "\n").replace("\r", "\n")
        blocks += [_fields(block) for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    return blocks


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", block).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), header_text(value)[0])
    return fields


def _returned_message_id(parts: list[Part], text: str) -> str:
    """Return the Message-ID of the mail that came back, from the returned mail or from headers quoted in the text."""
    for part in parts:
        if part.content_type in _RETURNED and (found := _RETURNED_ID.search(decode(part.content[:65_536])[0])):
            return found.group(1)
    found = _RETURNED_ID.search(text[:_LARGEST])
    return found.group(1) if found else ""


def _from_notice(text: str) -> DeliveryReport | None:
    """Read the JSON notice that Amazon SES sends through SNS."""
    try:
        notice, _ = json.JSONDecoder().raw_decode(text.strip()[:100_000])
        bounce: dict[str, Any] = notice["bounce"]
        people = bounce["bouncedRecipients"]
        recipients = tuple(address for one in people if (address := valid(str(one["emailAddress"]))))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    statuses = tuple(str(one["status"])[:20] for one in people if one.get("status"))
    permanent = bounce.get("bounceType") == "Permanent"
    sent_id = message_ids(_header_of_notice(notice, "message-id"))
    return DeliveryReport("notice", recipients, statuses, ("failed" if permanent else "delayed",), "".join(sent_id[:1]))


def _header_of_notice(notice: dict[str, Any], name: str) -> list[str]:
    headers = notice.get("mail", {}).get("headers", []) if isinstance(notice.get("mail"), dict) else []
    return [str(one.get("value")) for one in headers if isinstance(one, dict) and str(one.get("name")).lower() == name]


def _from_wording(raw: bytes, text: str, returned: str) -> DeliveryReport | None:
    """Ask flufl.bounce, which knows how Exim, qmail, Postfix, Exchange and others put it."""
    try:
        delayed, failed = all_failures(message_from_bytes(raw[:_LONGEST_WORDING]))
    except Exception:  # its detectors were not made for hostile mail
        return None
    found = tuple(address for one in sorted(failed or delayed) if (address := valid(decode(one)[0])))
    if not found:
        return None
    return DeliveryReport("text", found, _statuses(text), ("failed",) if failed else ("delayed",), returned)


def _statuses(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_STATUS.findall(text[:20_000])))


def _action(text: str) -> tuple[str, ...]:
    return ("delayed",) if _DELAYED.search(text[:20_000]) else ("failed",)
