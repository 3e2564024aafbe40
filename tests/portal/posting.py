"""Fills in the public forms as a person does: opens the page, types, sends."""

import re
from typing import Any, cast

from django.http import HttpResponse
from django.test import Client

TOKEN = re.compile(r'name="nonce" value="([^"]+)"')
REQUEST: dict[str, Any] = {
    "rights": ["access"],
    "text": "My customer number is 4711.",
    "name": "Renate Requester",
    "email": "requester@example.com",
    "country": "DE",
    "part": "DE-BY",
}
COMPLAINT: dict[str, Any] = {
    "ground": "marketing",
    "text": "You go on sending me advertising.",
    "what_is_asked": "Please stop.",
    "name": "Conrad Complainant",
    "email": "complainant@example.com",
}


def opened(client: Client, path: str) -> str:
    """Open a form and give its token."""
    found = TOKEN.search(client.get(path).content.decode())
    assert found, f"no form at {path}"
    return found[1]


def ask(client: Client, path: str = "/request/", *, token: str | None = None, **changes: Any) -> HttpResponse:
    """Send a rights request, with these fields changed."""
    return _send(client, path, REQUEST | changes, token)


def complain(client: Client, path: str = "/complaint/", *, token: str | None = None, **changes: Any) -> HttpResponse:
    """Send a complaint, with these fields changed."""
    return _send(client, path, COMPLAINT | changes, token)


def write(client: Client, path: str, *, token: str | None = None, **fields: Any) -> HttpResponse:
    """Send a message from a status page."""
    return _send(client, path, fields, token)


def _send(client: Client, path: str, fields: dict[str, Any], token: str | None) -> HttpResponse:
    headers = {name: fields.pop(name) for name in list(fields) if name.startswith("HTTP_")}
    return cast(HttpResponse, client.post(path, fields | {"nonce": token or opened(client, path)}, **headers))


def page(answer: HttpResponse) -> str:
    """Give an answer's text."""
    return answer.content.decode()
