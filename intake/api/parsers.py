"""Reads the body of a call: plain JSON of bounded size and depth, each name once, no numbers that JSON does not have."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from intake.api.errors import BodyTooLarge

LARGEST_BODY = 512 * 1024


class StrictJsonParser(BaseParser):
    """JSON as RFC 8259 has it; a repeated name is refused, because two readers would take two different values."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Give the value. Raises ParseError, BodyTooLarge."""
        raw = stream.read(LARGEST_BODY + 1)
        if len(raw) > LARGEST_BODY:
            raise BodyTooLarge(f"The body is larger than {LARGEST_BODY // 1024} KB. Send a shorter text.")
        try:
            return json.loads(raw.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_refuse)
        except ParseError:
            raise
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not JSON in UTF-8 that can be read. Check it and send it again.") from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError("The body names a field twice. Name each field once.")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ParseError(f"The body holds {constant}, which JSON does not have. Leave it out.")
