"""Which real parts this machine lacks; the tests that need them carry the part's name as marker."""

import ctypes.util
import shutil

SENTENCES = {
    "browser": "Chromium is not installed, so no page was tried in a browser: apt-get install chromium.",
    "pango": "Pango is not installed, so no PDF was made: apt-get install libpango-1.0-0 libpangoft2-1.0-0.",
    "dovecot": "Dovecot is not installed, so no mail was fetched from a real mailbox: apt-get install dovecot-imapd.",
}


def chromium() -> str | None:
    """Give Chromium's path."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def dovecot() -> str | None:
    """Give Dovecot's path; /usr/sbin is not on everybody's PATH."""
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")


def missing_parts() -> dict[str, str]:
    """Give marker and sentence of each part that is not installed."""
    found = {"browser": chromium(), "dovecot": dovecot(), "pango": ctypes.util.find_library("pangoft2-1.0")}
    return {part: SENTENCES[part] for part, path in found.items() if path is None}
