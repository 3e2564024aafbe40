"""The mails in `tests/intake/mail`, read by their name."""

from pathlib import Path

FOLDER = Path(__file__).parent / "mail"
OURS = ("claims@alltracking.com", "privacy@alltracking.com")


def mail_file(name: str) -> Path:
    """Return where a mail lies."""
    return FOLDER / f"{name}.eml"


def raw_mail(name: str) -> bytes:
    """Return the bytes of a mail."""
    return mail_file(name).read_bytes()


def all_names() -> list[str]:
    """Return the names of all mails."""
    return sorted(path.stem for path in FOLDER.glob("*.eml"))
