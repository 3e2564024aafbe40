"""Names of attachments that are safe to show and to offer for download; storage uses random names and never these."""

import mimetypes
import re
import unicodedata

_PATH = re.compile(r"[\\/]")
# Controls, zero-width and reordering marks: they make one name look like another.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffc\ud800-\udfff]"
)
_LONGEST = 150


def safe_name(claimed: str, content_type: str, number: int) -> str:
    """Return the last path part of the claimed name, normalised (NFKC) and without hidden characters.

    Leading dots and a drive letter go too; where nothing is left the name is `attachment-<number>` with the type's ending.
    """
    name = _HIDDEN.sub("", unicodedata.normalize("NFKC", _HIDDEN.sub("", claimed[:4_096])))
    name = " ".join(_PATH.split(name)[-1].split())
    name = re.sub(r"^[A-Za-z]:", "", name).lstrip(". ").rstrip(". ")
    return _shortened(name) if name else f"attachment-{number}{_ending(content_type)}"


def _ending(content_type: str) -> str:
    if content_type == "message/rfc822":
        return ".eml"
    if content_type.startswith("message/"):
        return ".txt"
    return mimetypes.guess_extension(content_type) or ".bin"


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:_LONGEST]
    return f"{stem[: _LONGEST - len(ending) - 1]}.{ending}"
