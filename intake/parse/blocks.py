"""Long base64 of attachments set aside while a mail is taken apart: nothing in it can begin a part or a field.

The standard library reads a mail line by line, and nine lines of ten are an attachment's. A block leaves one line behind that
no sender can guess; where that line ends up in a part, the block is put back, so what is read is the same and costs a tenth.
"""

import re
import secrets

_SHORTEST = 64  # lines; less is not worth the setting aside
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_LINE = rb"[A-Za-z0-9+/]{60,996}+={0,2}+\r?\n"
_FIRST, _NEXT = re.compile(_LINE), re.compile(rb"\n(?=" + _LINE + rb")")
_RUN = re.compile(rb"(?:(?<=\n)|\A)(?:" + _LINE + rb")++")
_STANDS_FOR_BLOCK = re.compile(rb"@[0-9a-f]{24}\.\d+;")
_ENDS = (b"\r\n", b"\n")


class Blocks:
    """The blocks of one mail by the line that stands for each."""

    def __init__(self) -> None:
        self._mark = b"@" + secrets.token_hex(12).encode("ascii") + b"."
        self._kept: dict[bytes, bytes] = {}

    def take_out(self, body: bytes) -> bytes:
        """Return the body with a line in place of each long run of base64."""
        if len(body) <= _SHORTEST * 60:
            return body
        parts: list[bytes] = []
        done = 0
        while (start := _next_line(body, done)) >= 0:
            stop = _stop(body, start)
            parts.append(body[done:start])
            if end := _end_of_even_lines(body, start, stop):
                parts.append(self._keep(body[start:end]))
            else:
                end = stop
                parts.append(_RUN.sub(self._keep_run, body[start:stop]))
            done = end
        return b"".join([*parts, body[done:]]) if parts else body

    def put_back(self, content: bytes) -> bytes:
        """Return a part's content as it came."""
        return _STANDS_FOR_BLOCK.sub(self._put, content) if self._mark in content else content

    def _put(self, line: re.Match[bytes]) -> bytes:
        return self._kept.get(line.group(), line.group())

    def _keep_run(self, run: re.Match[bytes]) -> bytes:
        block = run.group()
        return block if block.count(b"\n") < _SHORTEST else self._keep(block)

    def _keep(self, block: bytes) -> bytes:
        end = next(end for end in _ENDS if block.endswith(end))
        line = self._mark + b"%d;" % len(self._kept)
        self._kept[line] = block.removesuffix(end)
        return line + end


def _next_line(body: bytes, at: int) -> int:
    """Return where the next line of base64 begins, -1 when there is none."""
    if (at == 0 or body[at - 1 : at] == b"\n") and _FIRST.match(body, at):
        return at
    found = _NEXT.search(body, at)
    return found.end() if found else -1


def _stop(body: bytes, start: int) -> int:
    """Return the end of the last line before the next hyphen, which begins every boundary and is no letter of base64."""
    hyphen = body.find(b"-", start)
    return body.rfind(b"\n", start, hyphen if hyphen >= 0 else len(body)) + 1


def _end_of_even_lines(body: bytes, start: int, stop: int) -> int:
    """Return where lines as long as the first end, as encoders write them; 0 where they are too few or not so even.

    It says what the pattern of a run says, and costs less than half of it.
    """
    width = body.index(b"\n", start) + 1 - start
    most = (stop - start) // width
    for count in (most, most - 1):  # an empty line may follow the last, shorter one
        end = start + count * width
        if count >= _SHORTEST and _are_even(body[start:end], width):
            return end
    return 0


def _are_even(lines: bytes, width: int) -> bool:
    """Tell whether all lines are of this length, the end with it, and of nothing but letters of base64."""
    count, end = len(lines) // width, b"\r\n" if lines[width - 2 : width - 1] == b"\r" else b"\n"
    if any(lines[width - back :: width] != end[-back:][:1] * count for back in range(1, len(end) + 1)):
        return False
    return lines.translate(None, _LETTERS) == end * count
