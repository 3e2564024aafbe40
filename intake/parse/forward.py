"""Who wrote the mail that another one passes on, as the lines of the forward or the attached mail say: a claim."""

import re
from email.message import Message

from intake.parse import limits
from intake.parse.addresses import sender
from intake.parse.headers import values
from intake.parse.mime import Part, parse_tree
from intake.wordings import FORWARD_MARK

# English, German, French and Portuguese, Italian, Dutch, Russian, Ukrainian, Turkish, Swedish mail programs.
_FROM = re.compile(
    r"^[> ]{0,6}\*?(?:from|von|de|da|van|od|от|від|kimden|fr[åa]n)\s?\*?\s?[:：]\*?\s?(.{3,300})$",
    re.IGNORECASE | re.MULTILINE,
)
_LOOKED_THROUGH = 3_000
_ADDRESS_LINK = re.compile(r"\s?\[?<?mailto:[^\s>\]]{1,254}[>\]]{0,2}", re.IGNORECASE)


def first_writer(text: str, parts: list[Part]) -> tuple[str, str]:
    """Return name and address of who wrote first; two empty texts where nothing is passed on, or it is not clear from whom."""
    for part in parts:
        if part.content_type == "message/rfc822":
            header, _ = limits.split(part.content[: limits.FIELD_BYTES])
            return _of_header(parse_tree(header, b""))
    mark = FORWARD_MARK.search(text[:100_000])
    said = _FROM.search(text, mark.end(), mark.end() + _LOOKED_THROUGH) if mark else None
    if said is None:
        return "", ""
    return _clear([_ADDRESS_LINK.sub("", said.group(1)).strip()])


def _of_header(mail: Message) -> tuple[str, str]:
    return _clear(values(mail.raw_items(), "from"))


def _clear(given: list[str]) -> tuple[str, str]:
    who = sender(given, [])
    return ("", "") if who.ambiguous or not who.email else (who.name[:200], who.email)
