"""Writes the benchmark's mails: a thousand from one seed, in the mix that a privacy mailbox gets.

Of 1,000: 42 % plain, 29 % with an HTML alternative, 29 % with one to three files of 50 to 300 KiB; 57 % in eight other
languages and twenty pairs of charset and encoding; 25 % answer an earlier mail of their sender, 7 % quote an earlier case;
1 % are raw ISO-8859-1 without a word about it. `truth.jsonl` beside them says of each what must come out.
"""

import base64
import hashlib
import json
import quopri
import random
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

SEED = 20261122
MAILBOX = "claims@alltracking.com"
QUOTABLE = 50  # cases that are there before, and that some mails quote
BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
TEXTS = {
    "en": (
        "Request for my personal data",
        "Dear privacy team, I request access to all personal data you hold about me under Article 15 GDPR. "
        "Please confirm receipt. I also want to know the recipients and the storage period.",
    ),
    "de": (
        "Auskunft gemäß DSGVO – Größe prüfen",
        "Sehr geehrte Damen und Herren, hiermit beantrage ich Auskunft über sämtliche zu meiner Person gespeicherten "
        "Daten gemäß Art. 15 DSGVO. Mit freundlichen Grüßen, Jürgen Müßig.",
    ),
    "fr": (
        "Demande d’accès à mes données",
        "Madame, Monsieur, je souhaite exercer mon droit d’accès à mes données à caractère personnel, conformément à "
        "l’article 15 du RGPD. Merci, Hélène Lefèvre.",
    ),
    "pl": (
        "Żądanie dostępu do danych",
        "Szanowni Państwo, zwracam się z żądaniem dostępu do moich danych osobowych. Łukasz Żółć.",
    ),
    "ru": ("Запрос данных", "Здравствуйте, прошу предоставить сведения о моих персональных данных. Ольга."),
    "ja": ("個人情報開示請求", "個人データの開示を請求します。保存期間と提供先も教えてください。山田太郎"),
    "zh": ("个人信息查询请求", "您好,我要求查阅贵公司持有的关于我的全部个人信息。谢谢,王伟。"),
    "el": ("Αίτημα πρόσβασης", "Αξιότιμοι, ζητώ πρόσβαση στα προσωπικά μου δεδομένα. Ευχαριστώ, Γιώργος."),
    "pt": ("Solicitação LGPD", "Prezados, solicito o acesso aos meus dados pessoais nos termos da LGPD. João."),
}
WAYS = {
    "en": [("us-ascii", "7bit")] * 4 + [("utf-8", "7bit"), ("utf-8", "quoted-printable")],
    "de": [("utf-8", "quoted-printable"), ("utf-8", "base64"), ("utf-8", "8bit"), ("iso-8859-1", "quoted-printable")],
    "fr": [("utf-8", "quoted-printable"), ("windows-1252", "quoted-printable"), ("iso-8859-15", "base64")],
    "pl": [("iso-8859-2", "quoted-printable"), ("utf-8", "base64"), ("windows-1250", "base64")],
    "ru": [("koi8-r", "base64"), ("windows-1251", "quoted-printable"), ("utf-8", "base64")],
    "ja": [("iso-2022-jp", "7bit"), ("utf-8", "base64"), ("shift_jis", "base64")],
    "zh": [("gb18030", "base64"), ("gb2312", "base64"), ("utf-8", "base64")],
    "el": [("iso-8859-7", "quoted-printable"), ("utf-8", "base64")],
    "pt": [("utf-8", "quoted-printable"), ("iso-8859-1", "quoted-printable")],
}
SHARES = ["en"] * 9 + ["de"] * 4 + ["fr"] * 2 + ["pl", "ru", "ja", "zh", "el", "pt", "pt"]
FILES = [
    ("pdf", "application/pdf", b"%PDF-1.5\n"),
    ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("jpg", "image/jpeg", b"\xff\xd8\xff\xe0"),
    ("zip", "application/zip", b"PK\x03\x04"),
]
FILE_NAMES = ["passport scan", "Ausweis-Größe", "pièce d’identité", "договор", "身分証明書", "invoice 2026"]
NAMES = ["Anna Smith", "Jürgen Müßig", "Hélène Lefèvre", "Łukasz Żółć", "Ольга Иванова", "山田太郎", "王伟"]


@dataclass
class Truth:
    """What must come out of one mail; `answers` is the number of the mail it answers, `quotes` that of an earlier case."""

    number: int
    file: str
    message_id: str
    sender: str
    subject: str
    text: str = ""  # SHA-256 without space
    answers: int = 0
    quotes: int = 0
    files: list[str] = field(default_factory=list)  # SHA-256


class Writer:
    """Draws mails one after the other; the same seed draws the same bytes."""

    def __init__(self, seed: int = SEED) -> None:
        self._seed = seed
        self._draw = random.Random(seed)
        self._opened: dict[int, Truth] = {}

    def write(self, folder: Path, count: int) -> list[Truth]:
        """Write the mails and `truth.jsonl` into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        truths = []
        for number in range(1, count + 1):
            truth, content = self._mail(number)
            (folder / truth.file).write_bytes(content)
            truths.append(truth)
        lines = [json.dumps(asdict(truth), ensure_ascii=False) for truth in truths]
        (folder / "truth.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return truths

    def _mail(self, number: int) -> tuple[Truth, bytes]:
        draw = self._draw
        raw = number % 100 == 50
        language = "de" if raw else draw.choice(SHARES)
        charset, encoding = ("iso-8859-1", "8bit") if raw else draw.choice(WAYS[language])
        truth = self._truth(number, language)
        text = _safe(self._text(language, bool(truth.answers or truth.quotes)), charset)
        truth.text = hashlib.sha256("".join(text.split()).encode()).hexdigest()
        kind = 0.0 if raw else draw.random()
        if kind < 0.42:
            content = _part("plain", text, charset, encoding, says=not raw)
        else:
            content = _alternative(text, charset, encoding, number)
            if kind >= 0.71:
                content = self._with_files(content, truth)
        return truth, self._head(truth) + content

    def _truth(self, number: int, language: str) -> Truth:
        draw = self._draw
        which, person = draw.random(), draw.randrange(600)
        digest = hashlib.sha256(f"{self._seed}-{number}".encode()).hexdigest()[:24]
        truth = Truth(
            number=number,
            file=f"{number:05d}.eml",
            message_id=f"<{digest}@mail.example.org>",
            sender=f"person{person:03d}@example{person % 97}.org",
            subject=f"{TEXTS[language][0]} #{number}",
        )
        if self._opened and which < 0.25:
            earlier = draw.choice(list(self._opened.values()))
            truth.answers, truth.sender, truth.subject = earlier.number, earlier.sender, f"Re: {earlier.subject}"
        elif which < 0.32:
            truth.quotes = draw.randrange(1, QUOTABLE + 1)
            truth.subject, truth.sender = f"Re: [dsr-{truth.quotes}] your request", f"seed{truth.quotes}@example.org"
        else:
            self._opened[number] = truth
        return truth

    def _head(self, truth: Truth) -> bytes:
        draw = self._draw
        date = format_datetime(BEGIN + timedelta(minutes=47 * truth.number))
        signature = base64.b64encode(draw.randbytes(96)).decode()
        lines = [
            f"Return-Path: <{truth.sender}>",
            f"Received: from mx.example.org ([192.0.2.{draw.randrange(255)}]) by mail.example (Postfix);\r\n\t{date}",
            f"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s1;\r\n\th=from:to:subject; b={signature}",
            f"From: {_word(draw.choice(NAMES))} <{truth.sender}>",
            f"To: Privacy Office <{MAILBOX}>",
            f"Subject: {_word(truth.subject)}",
            f"Message-ID: {truth.message_id}",
            f"Date: {date}",
            "MIME-Version: 1.0",
        ]
        if truth.answers:
            answered = self._opened[truth.answers].message_id
            lines += [f"In-Reply-To: {answered}", f"References: {answered}"]
        return "\r\n".join(lines).encode() + b"\r\n"

    def _text(self, language: str, is_answer: bool) -> str:
        draw = self._draw
        paragraphs = [f"{TEXTS[language][1]} Ref {draw.randrange(10**8):08d}." for _ in range(draw.randrange(1, 9))]
        quoted = "\n\nOn Mon, 2 Mar 2026 at 10:00, Privacy Office wrote:\n> We received your mail.\n"
        return "\n\n".join(paragraphs) + (quoted if is_answer else "\n")

    def _with_files(self, content: bytes, truth: Truth) -> bytes:
        draw = self._draw
        parts = [content]
        for place in range(draw.randrange(1, 4)):
            ending, kind, magic = draw.choice(FILES)
            data = magic + draw.randbytes(draw.randrange(50 * 1024, 300 * 1024))
            truth.files.append(hashlib.sha256(data).hexdigest())
            called = self._called(f"{draw.choice(FILE_NAMES)}-{truth.number}-{place}.{ending}")
            head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: {called}\r\n\r\n"
            parts.append(head.encode() + _lines_of_base64(data))
        return _multipart("mixed", parts, f"=_mix_{truth.number:06d}")

    def _called(self, name: str) -> str:
        if name.isascii():
            return f'attachment; filename="{name}"'
        if self._draw.random() < 0.5:
            return f"attachment;\r\n filename*=UTF-8''{quote(name, safe='')}"
        return f'attachment;\r\n filename="{Header(name, "utf-8", maxlinelen=200).encode()}"'


def read_truth(folder: Path) -> list[Truth]:
    """Give what `write` said of the mails in a folder."""
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [Truth(**json.loads(line)) for line in lines]


def _safe(text: str, charset: str) -> str:
    return text.encode(charset, "ignore").decode(charset)


def _word(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=70).encode(linesep="\r\n")


def _lines_of_base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _part(subtype: str, text: str, charset: str, encoding: str, *, says: bool = True) -> bytes:
    encoded = text.replace("\n", "\r\n").encode(charset)
    if encoding == "base64":
        encoded = _lines_of_base64(encoded)
    elif encoding == "quoted-printable":
        encoded = quopri.encodestring(text.encode(charset)).replace(b"\n", b"\r\n")
    said = f'; charset="{charset}"' if says else ""
    return f"Content-Type: text/{subtype}{said}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + encoded


def _alternative(text: str, charset: str, encoding: str, number: int) -> bytes:
    lines = "".join(f"<p style='font-family:Calibri'>{line}</p>\n" for line in text.split("\n"))
    markup = f"<html><head><style>p{{margin:0}}</style></head><body>{lines}</body></html>\n"
    parts = [_part("plain", text, charset, encoding), _part("html", markup, charset, encoding)]
    return _multipart("alternative", parts, f"=_alt_{number:06d}")


def _multipart(kind: str, parts: list[bytes], boundary: str) -> bytes:
    mark = boundary.encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"
