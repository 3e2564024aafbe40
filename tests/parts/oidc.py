"""A small OpenID Connect provider over HTTP: discovery, authorisation with PKCE, signed ID tokens, userinfo, key set."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "claims-desk", "a-secret-of-the-test"  # noqa: S105 - of the test alone


@dataclass
class Provider:
    """Who is signed in at the provider, and what it handed out. `claims` may change while it runs."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )


@contextmanager
def oidc_provider() -> Iterator[Provider]:
    """Give a running provider on a free port of this machine."""
    provider = Provider()

    class Handler(_Handler):
        known = provider

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    known: Provider

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:  # noqa: N802 - the standard library's
        """Answer discovery, authorisation, key set and userinfo."""
        parts = urlsplit(self.path)
        pages = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": self._keys,
            "/userinfo": self._userinfo,
        }
        if parts.path == "/authorize":
            self._authorize({name: values[0] for name, values in parse_qs(parts.query).items()})
        elif parts.path in pages:
            pages[parts.path]()
        else:
            self._answer(404, {})

    def do_POST(self) -> None:  # noqa: N802 - the standard library's
        """Exchange a code for tokens."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        code = self.known.codes.pop(asked.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest())
        right = (asked.get("client_id"), asked.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if not right or code is None or code["code_challenge"] != challenge.decode().rstrip("="):
            self._answer(400, {"error": "invalid_grant"})
            return
        token = secrets.token_urlsafe(16)
        self.known.tokens.add(token)
        self._answer(200, {"access_token": token, "token_type": "Bearer", "id_token": self._id_token(code)})

    def _discovery(self) -> None:
        url = self.known.url
        self._answer(
            200,
            {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "userinfo_endpoint": f"{url}/userinfo",
                "jwks_uri": f"{url}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
        )

    def _authorize(self, asked: dict[str, str]) -> None:
        code = secrets.token_urlsafe(16)
        self.known.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{back}")
        self.end_headers()

    def _keys(self) -> None:
        key = json.loads(RSAAlgorithm.to_jwk(self.known.key.public_key()))
        self._answer(200, {"keys": [{**key, "kid": "1", "use": "sig", "alg": "RS256"}]})

    def _userinfo(self) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        self._answer(200 if token in self.known.tokens else 401, self.known.claims)

    def _id_token(self, code: dict[str, str]) -> str:
        now = int(time.time())
        facts = {"iss": self.known.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": code.get("nonce")}
        return jwt.encode({**self.known.claims, **facts}, self.known.key, algorithm="RS256", headers={"kid": "1"})

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
