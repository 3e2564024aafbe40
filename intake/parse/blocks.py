"""Long base64 of attachments set aside while a mail is taken apart: nothing in it can begin a part or a field.

The standard library reads a mail line by line, and nine lines of ten are an attachment's. A block leaves one line behind that
no sender can guess; where that line ends up in a part, the block is put back, so what is read is the same and costs a tenth.
"""

import re
import secrets

_SHORTEST = 64  # lines; less is not worth the setting aside
_RUN = re.compile(rb"(?:(?<=\n)|\A)(?:[A-Za-z0-9+/]{60,996}+={0,2}+\r?\n)++")
_STANDS_FOR_BLOCK = re.compile(rb"@[0-9a-f]{24}\.\d+;")
_ENDS = (b"\r\n", b"\n")


class Blocks:
    """The blocks of one mail by the line that stands for each."""

    def __init__(self) -> None:
        self._mark = b"@" + secrets.token_hex(12).encode("ascii") + b"."
        self._kept: dict[bytes, bytes] = {}

    def take_out(self, body: bytes) -> bytes:
        """Return the body with a line in place of each long run of base64."""
        return _RUN.sub(self._keep, body) if len(body) > _SHORTEST * 60 else body

    def put_back(self, content: bytes) -> bytes:
        """Return a part's content as it came."""
        return _STANDS_FOR_BLOCK.sub(self._put, content) if self._mark in content else content

    def _put(self, line: re.Match[bytes]) -> bytes:
        return self._kept.get(line.group(), line.group())

    def _keep(self, run: re.Match[bytes]) -> bytes:
        block = run.group()
        if block.count(b"\n") < _SHORTEST:
            return block
        end = next(end for end in _ENDS if block.endswith(end))
        line = self._mark + b"%d;" % len(self._kept)
        self._kept[line] = block.removesuffix(end)
        return line + end
