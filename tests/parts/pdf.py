"""Reads PDFs of ours as a person or a screen reader would: their words, their tags, and which fonts they carry."""

import re
import zlib

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
CHARACTER = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
TEXT = re.compile(rb"BT(.*?)ET", re.DOTALL)
GLYPHS = re.compile(rb"<([0-9a-f]+)>")


def text_of(pdf: bytes) -> str:
    """Give the words, a line for each line; the fonts of one family share the numbers of their glyphs."""
    parts = _streams(pdf)
    known: dict[bytes, str] = {}
    for part in parts:
        if b"begincmap" in part:
            known |= {code: bytes.fromhex(said.decode()).decode("utf-16-be") for code, said in CHARACTER.findall(part)}
    lines = [line for part in parts if b" Tf" in part for line in TEXT.findall(part)]
    return "\n".join("".join(_said(found, known) for found in GLYPHS.findall(line)) for line in lines)


def structure_of(pdf: bytes) -> str:
    """Give the file with its compressed parts opened, in which its tags, its language and its fonts are named."""
    return b"\n".join([STREAM.sub(b"", pdf), *_streams(pdf)]).decode("latin-1")


def _streams(pdf: bytes) -> list[bytes]:
    opened = []
    for found in STREAM.findall(pdf):
        try:
            opened.append(zlib.decompress(found))
        except zlib.error:
            opened.append(found)
    return opened


def _said(glyphs: bytes, known: dict[bytes, str]) -> str:
    return "".join(known.get(glyphs[at : at + 4], "") for at in range(0, len(glyphs), 4))
