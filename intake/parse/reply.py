"""The new text of a reply, apart from what it quotes and from the signature; the whole text when in doubt.

Our own patterns read one line at a time and know the mail programs of nine languages; mail-parser-reply is asked about the
rest, on text short enough for its patterns (one line of 60,000 characters costs it 73 s). What stands below a quote is new
text too, and a list with hyphens or a "Thanks," is no signature: what follows it may be the request.
"""

import re

from mailparser_reply import EmailReplyParser

from intake.wordings import FORWARD_MARK

_LONGEST_LINE = 998  # RFC 5322
_LONGEST_TEXT = 100_000
_LONGEST_FOR_LIBRARY = 20_000
_MOST_LINES = 4_000

_WROTE = re.compile(
    r"(?:^|\s)(?:wrote|schrieb|hat geschrieben|a [ée]crit|escribi[óo]|ha scritto|escreveu|napisa[łl](?:\(a\)|a)?|schreef|skrev"
    r"|написал(?:\(а\)|а)?|пише|пишет|написав|yazd[ıi]|kirjoitti|napsal(?:\(a\)|a)?|写道|書きました)\b.{0,120}[:：]\s*$",
    re.IGNORECASE,
)
_ATTRIBUTION_START = re.compile(
    r"^\s*(?:on|am|le|el|il|em|op|w dniu|dnia|den|dne|\d{1,4}[./-]|.{1,80}<[^<>\s]+@[^<>\s]+>)", re.IGNORECASE
)
_DIVIDER = re.compile(
    r"^\s*-{2,}\s*(?:original (?:message|appointment)|urspr[üu]ngliche (?:nachricht|mail)|message d'origine|mensaje original"
    r"|messaggio originale|mensagem original|(?:wiadomo[śs][ćc] oryginalna|oryginalna wiadomo[śs][ćc])|oorspronkelijk bericht"
    r"|reply above this line|исходное сообщение|orijinal mesaj)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_FROM_LINE = re.compile(r"^\s*\*?(?:from|von|de|da|od|van|от|від|kimden|fr[åa]n)\s*\*?\s*[:：]\*?\s*\S", re.IGNORECASE)
_BLOCK_NAMES = (
    "sent|date|to|subject|cc|gesendet|datum|an|betreff|envoy[ée]|[àa]|objet|enviado(?: el| em)?|fecha|para|asunto|data|assunto",
    "inviato|a|oggetto|wys[łl]ano|do|temat|verzonden|aan|onderwerp|отправлено|кому|тема|дата|skickat|till|[äa]mne",
)
_BLOCK_LINE = re.compile(rf"^\s*\*?(?:{'|'.join(_BLOCK_NAMES)})\s*\*?\s*[:：]", re.IGNORECASE)
_SENT_FROM = (
    r"sent from (?:my|outlook|mail for)|get outlook for",
    r"von meinem .{2,40} gesendet|gesendet (?:von|mit) (?:meinem|der|outlook)|diese nachricht wurde von .{2,60} gesendet",
    r"envoy[ée] (?:de|depuis) mon|enviado desde mi|inviato da(?:l mio)?|enviado do meu",
    r"wys[łl]ane z|verzonden vanaf mijn|отправлено с",
)
_DEVICE = re.compile(rf"^\s*(?:{'|'.join(_SENT_FROM)})\b.{{0,80}}$", re.IGNORECASE)
_SIGNATURE = "--"
_LONGEST_SIGNATURE = 15  # lines
_QUOTED = re.compile(r"^\s{0,3}[>|]")
_ASKED_OF_LIBRARY = ["en", "de", "fr", "es", "it", "nl", "pl", "cs", "da", "sv", "ja", "ko", "zh"]


def reply_text(text: str) -> str:
    """Return the new text of a mail; the whole text where it is too long to look through or nothing would be left."""
    if len(text) > _LONGEST_TEXT or text.count("\n") > _MOST_LINES:
        return text
    forwarded = FORWARD_MARK.search(text)
    lines = (text[: forwarded.start()] if forwarded else text).split("\n")
    if max(map(len, lines)) > _LONGEST_LINE:
        return text
    new = _without_signature(_without_quote(lines))
    return "\n".join(new).strip() or text.strip()


def _without_quote(lines: list[str]) -> list[str]:
    start, end = _quote_header(lines)
    if start < 0:
        return _unquoted(lines) if any(_QUOTED.match(line) for line in lines) else _asked_of_library(lines)
    below = lines[end:]
    if any(_QUOTED.match(line) for line in below):
        return lines[:start] + [line for line in below if not _QUOTED.match(line)]
    return lines[:start]


def _unquoted(lines: list[str]) -> list[str]:
    """Leave out the quoted lines, and the line above them that names the writer in a language we do not know."""
    first = next(at for at, line in enumerate(lines) if _QUOTED.match(line))
    header = next((at for at in range(first - 1, max(first - 3, 0), -1) if lines[at].strip()), first)
    is_header = lines[header].rstrip().endswith((":", "：")) and any(one.isdigit() for one in lines[header])
    kept = lines[:header] + lines[header + 1 :] if is_header and header != first else lines
    return [line for line in kept if not _QUOTED.match(line)]


def _quote_header(lines: list[str]) -> tuple[int, int]:
    """Return where the first quote's header begins and ends, (-1, -1) where none is."""
    for at, line in enumerate(lines):
        if _QUOTED.match(line):
            continue
        if _DIVIDER.match(line):
            return at, at + 1
        if _FROM_LINE.match(line) and sum(bool(_BLOCK_LINE.match(one)) for one in lines[at + 1 : at + 6]) >= 2:
            return _with_rule_above(lines, at), at + 1
        if end := _attribution_end(lines, at):
            return at, end
    return -1, -1


def _attribution_end(lines: list[str], at: int) -> int:
    """Return the line after `On ... wrote:`, which may be folded over three lines; 0 where none begins here."""
    if not _ATTRIBUTION_START.match(lines[at]):
        return 0
    for count in (1, 2, 3):
        piece = lines[at : at + count]
        if "" in (one.strip() for one in piece):
            return 0
        joined = " ".join(piece)
        if _WROTE.search(joined):
            return at + count if any(one.isdigit() for one in joined) or "@" in joined else 0
    return 0


def _with_rule_above(lines: list[str], at: int) -> int:
    """Include the rule of underscores or the bold line that Outlook draws above its header block."""
    above = at - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and re.fullmatch(r"\s*[_-]{10,}\s*", lines[above]) else at


def _without_signature(lines: list[str]) -> list[str]:
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - _LONGEST_SIGNATURE - 2), -1):
        if lines[at].rstrip() == _SIGNATURE:
            return lines[:at]
    return [line for line in lines if not _DEVICE.match(line)]


def _asked_of_library(lines: list[str]) -> list[str]:
    """Ask mail-parser-reply where we saw no quote, but a line ends as the header of one would."""
    text = "\n".join(" ".join(line.split()) for line in lines)
    if len(text) > _LONGEST_FOR_LIBRARY or not any(line.rstrip().endswith((":", "：")) for line in lines[1:]):
        return lines
    replies = EmailReplyParser(languages=_ASKED_OF_LIBRARY).read(re.sub(r"\n{3,}", "\n\n", text)).replies
    return replies[0].content.split("\n") if len(replies) > 1 else lines
