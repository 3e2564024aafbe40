"""Hides what people should not have sent in a message: card numbers (by Luhn and issuer) and passwords that they state.

Pure: a text goes in, the text to show comes out, with the kinds of what is hidden. An order number, an IBAN or a telephone
number stays; where a number could be either, its label decides. What is stored is never changed.
"""

import re
from dataclasses import dataclass

CARD = "card number"
PASSWORD = "password"  # noqa: S105 - the name of a kind, no secret
DOT = "•"
_KEPT = 4  # last digits of a card, by which its owner knows it (PCI DSS 3.4.1 allows as much)

_DIGITS = re.compile(r"(?<![\w+.@/#-])\d(?:[ \u00a0.-]?\d){11,18}(?![\w@]|[.-]\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
# Issuer's first digits with the lengths that it uses (ISO/IEC 7812): Visa, Mastercard, American Express, Discover, JCB,
# Diners, UnionPay, Maestro.
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}|3(?:0[0-5]|[689]\d)\d{11}|62\d{14,17}"
    r"|(?:50[0-9]{2}|5[6-8]\d{2}|6[37]\d{2})\d{8,15}"
)
_BEFORE = 60  # characters in front of a number that may say what it is
_CALLED_CARD = re.compile(
    r"\b(?:card|credit|debit|visa|mastercard|master card|maestro|amex|american express|cvv|pan"
    r"|kredit\w*|karte\w*|carte|tarjeta|carta|cart[ãa]o|karta|karty|kaart|kort|kart[ıi]?\w*|картк\w*|карт\w*)\b"
    r"|カード|信用卡|银行卡|卡号|بطاقة",
    re.IGNORECASE,
)
_CALLED_OTHERWISE = re.compile(
    r"\b(?:order|invoice|tracking|parcel|shipment|ticket|case|reference|ref|customer|client|account|booking|imei|serial|isbn"
    r"|ean|phone|tel|fax|mobile|bestell\w*|auftrag\w*|rechnung\w*|kunden\w*|sendung\w*|vorgang\w*|telefon\w*|commande|facture"
    r"|suivi|client|pedido|factura|cliente|ordine|fattura|encomenda|zam[óo]wien\w*|faktur\w*|bestelling|factuur|ordernummer"
    r"|klant\w*|sipari[şs]|fatura|замовлен\w*|заказ\w*)\b[^\n]{0,24}$|(?:订单|注文|طلب)[^\n]{0,12}$",
    re.IGNORECASE,
)

_WORDS = (
    r"pass(?:word|code|phrase)?|pwd|pin(?:[ -]?code)?|cvv2?|cvc2?|pa(?:ss|ß)wort|kennwort|mot de passe|contrase[ñn]a|clave"
    r"|senha|palavra-passe|parola(?: d'ordine)?|has[łl]o|wachtwoord|l[öo]senord|adgangskode|passord|[şs]ifre(?:m|niz)?|parolam"
    r"|пароль|ключ"
)
_CALLED_PASSWORD = (
    rf"(?:\b(?:{_WORDS})\b|パスワード|暗証番号|密码|密碼|口令|كلمة (?:المرور|السر))"
    r"(?:[ \t]{1,3}\([^)\n]{0,30}\))?"
)
_QUOTES = "\"'“”‘’„«»「」`"
_STATED = re.compile(
    rf"{_CALLED_PASSWORD}[ \t]{{0,3}}(?P<mark>[:=：]|is\b|was\b|ist\b|lautet\b|est\b|es\b|[èé]\b|to\b|jest\b|är\b|は|是|هي)"
    rf"[ \t]{{0,3}}(?P<open>[{_QUOTES}]?)(?P<secret>[^\s{_QUOTES}]{{3,64}})(?P<rest>[^\n]{{0,12}})",
    re.IGNORECASE,
)
_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBER_WORD = re.compile(r"\d+(?:st|nd|rd|th|\.)?")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_END_MARKS = ".,;!?)]。、，"


@dataclass(frozen=True)
class Masked:
    """A text to show, and the kinds of what is hidden in it, in the order of their first appearance."""

    text: str
    kinds: tuple[str, ...] = ()


def masked(text: str) -> Masked:
    """Give the text with card numbers (all but the last four digits) and stated passwords as dots, of the same length."""
    spans = sorted([*_cards(text), *_passwords(text)])
    out, at = [], 0
    for start, end, kind in spans:
        if start >= at:
            out += [text[at:start], _dots(text[start:end], kind)]
            at = end
    return Masked("".join([*out, text[at:]]), tuple(dict.fromkeys(kind for _, _, kind in spans)))


def hidden(text: str) -> str:
    """Give the text alone, for places that show no more than a line."""
    return masked(text).text


def sentence(kinds: tuple[str, ...]) -> str:
    """Say on the file what was sent; '' where nothing is hidden."""
    if not kinds:
        return ""
    return f"The person sent what looks like a {' and a '.join(kinds)}. It is hidden here, in previews and in letters."


def _cards(text: str) -> list[tuple[int, int, str]]:
    accounts = [found.span() for found in _IBAN.finditer(text)]
    return [
        (*found.span(), CARD)
        for found in _DIGITS.finditer(text)
        if not any(start <= found.start() < end for start, end in accounts) and _is_card(found, text)
    ]


def _is_card(found: re.Match[str], text: str) -> bool:
    digits = "".join(one for one in found.group() if one.isdigit())
    if not _ISSUERS.fullmatch(digits) or not _passes_luhn(digits):
        return False
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return bool(_CALLED_CARD.search(before)) or not _CALLED_OTHERWISE.search(before)


def _passes_luhn(digits: str) -> bool:
    """Tell whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B); one digit repeated is none."""
    doubled = [int(one) * 2 if place % 2 else int(one) for place, one in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def _passwords(text: str) -> list[tuple[int, int, str]]:
    found = []
    for stated in _STATED.finditer(text):
        secret = stated["secret"].rstrip(_END_MARKS)
        if len(secret) >= 3 and _is_stated(stated, secret):
            found.append((stated.start("secret"), stated.start("secret") + len(secret), PASSWORD))
    return found


def _is_stated(stated: re.Match[str], secret: str) -> bool:
    """Tell a password from a word about one: quoted, not a plain word, or alone behind a colon on its line."""
    if _ADDRESS.match(secret):
        return False
    if stated["open"] or not (_PLAIN_WORD.fullmatch(secret) or _NUMBER_WORD.fullmatch(secret)):
        return True
    is_number = bool(_NUMBER_WORD.fullmatch(secret))
    alone = not stated["rest"].strip(_END_MARKS + " \t")
    return stated["mark"] in ":=：" and (alone or is_number) or (is_number and len(secret) >= 4)


def _dots(secret: str, kind: str) -> str:
    if kind != CARD:
        return DOT * len(secret)
    left = sum(one.isdigit() for one in secret) - _KEPT
    out = []
    for one in secret:
        out.append(DOT if one.isdigit() and left > 0 else one)
        left -= one.isdigit()
    return "".join(out)
