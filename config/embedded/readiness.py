"""Tells when a part of the run works, by using it: the broker answers, a page comes, the SMTP door greets."""

import http.client
import socket
from pathlib import Path

PROBE_SECONDS = 2.0


def broker_answers(path: Path) -> bool:
    """Tell whether the broker answers a PING (an inline command of its protocol)."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(PROBE_SECONDS)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(7) == b"+PONG\r\n"
    except OSError:
        return False


def web_answers(host: str, port: int) -> bool:
    """Tell whether the web server says that it lives."""
    page = http.client.HTTPConnection(host, port, timeout=PROBE_SECONDS)
    try:
        page.request("GET", "/healthz", headers={"Host": "localhost"})
        return page.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        page.close()


def door_greets(host: str, port: int) -> bool:
    """Tell whether the SMTP door greets a caller."""
    try:
        with socket.create_connection((host, port), timeout=PROBE_SECONDS) as client:
            return client.recv(4).startswith(b"220")
    except OSError:
        return False
