"""Files are scanned where a scanner is configured; only its word makes one clean, and its silence changes nothing."""

from pathlib import Path

import pytest

from cases import vault
from correspondence.models import Attachment
from correspondence.scan import ScannerUnreachable, Verdict, scan
from correspondence.services.inbox import Received, ReceivedFile, add_message
from correspondence.services.scanning import scan_waiting
from correspondence.tasks import scan_attachments
from tests.builders import DAY, make_request
from tests.parts.clamd import EICAR, clamd

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(tmp_path: Path, settings):
    """Run a scanner and configure it."""
    with clamd(tmp_path) as address:
        settings.CLAMD_SOCKET = address
        yield address


def attach(content: bytes, name: str = "a.bin") -> Attachment:
    case = make_request()
    received = Received(received_at=DAY, files=[ReceivedFile(name=name, content_type="", content=content)])
    return add_message(case=case, party=None, received=received, now=DAY).attachments.get()


@pytest.mark.parametrize(
    ("content", "state", "detail"),
    [
        (b"harmless", "clean", ""),
        (EICAR, "infected", "Eicar-Signature"),
        (b"PK\x03\x04 within a zip " + EICAR, "infected", "Eicar-Signature"),
        (b"PK\x03\x04locked", "unscannable", "Heuristics.Encrypted.Zip"),
        (b"x" * 1_200_000, "unscannable", "It is larger than the scanner takes."),
    ],
)
def test_the_scanners_word_is_kept_on_the_file(scanner, content, state, detail):
    file = attach(content)
    assert scan_waiting(now=DAY) == 1
    file.refresh_from_db()
    assert (file.scan, file.scan_detail, file.scanned_at) == (state, detail, DAY)


def test_a_file_is_scanned_once(scanner):
    attach(b"harmless")
    assert [scan_waiting(now=DAY), scan_waiting(now=DAY)] == [1, 0]


def test_without_a_scanner_a_file_stays_not_scanned():
    file = attach(EICAR)
    scan_attachments()
    file.refresh_from_db()
    assert file.scan == "not_scanned"


@pytest.mark.parametrize("trouble", ["nobody there", "garbage"])
def test_a_scanner_that_fails_makes_nothing_clean_and_the_file_is_scanned_later(trouble, settings, tmp_path):
    file = attach(b"harmless" if trouble == "nobody there" else b"garbage")
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    if trouble == "garbage":
        with clamd(tmp_path) as settings.CLAMD_SOCKET:
            assert scan_waiting(now=DAY) == 0
    else:
        assert scan_waiting(now=DAY) == 0
    file.refresh_from_db()
    assert file.scan == "not_scanned"


def test_a_file_whose_bytes_are_destroyed_is_not_asked_about_again(scanner):
    file = attach(b"harmless")
    vault.destroy(file.blob, now=DAY)
    scan_waiting(now=DAY)
    file.refresh_from_db()
    assert file.scan == "unscannable"


def test_the_scanner_is_reached_by_host_and_port_too():
    with pytest.raises(ScannerUnreachable, match="did not answer"):
        scan(b"x", address="127.0.0.1:1")
    with pytest.raises(ScannerUnreachable):
        scan(b"x", address="no port")


def test_a_large_file_goes_in_pieces(scanner):
    assert scan(b"x" * 900_000, address=scanner) == Verdict()
