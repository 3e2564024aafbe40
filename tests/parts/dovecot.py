"""A real IMAP server of the tests' own: Dovecot with one user, a Maildir, a loopback port, without TLS or with its own."""

import base64
import grp
import hashlib
import hmac
import json
import os
import pwd
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

from tests.parts.certificates import Identity
from tests.parts.missing import dovecot
from tests.parts.process import accepts, free_port, server, wait_until

USER, PASSWORD = "claims", "a-password-for-tests"
TOKEN_SECRET = b"a-secret-for-signing-tokens-in-tests"

CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
{tls}
disable_plaintext_auth = {tls_only}
auth_mechanisms = plain login xoauth2
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{base}/mail
mail_uid = {uid}
mail_gid = {gid}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {base}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {base}/passwords
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail
}}
"""

OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={base}/keys/
username_attribute = sub
"""


@dataclass(frozen=True)
class Mailbox:
    """A running server's mailbox: `url` is what IMAP_URL takes."""

    port: int
    folder: Path
    tls_port: int = 0

    @property
    def url(self) -> str:
        """Give the address with user and password."""
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    @contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[IMAPClient]:
        """Log in as another mail program would."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False) as client:
            client.login(USER, PASSWORD)
            client.select_folder(folder)
            yield client

    def append(self, *mails: bytes) -> None:
        """Put mails into the inbox."""
        with self.client() as client:
            for raw in mails:
                client.append("INBOX", raw)


@contextmanager
def dovecot_server(
    port: int | None = None, folder: Path | None = None, identity: Identity | None = None, *, starttls: bool = False
) -> Iterator[Mailbox]:
    """Start a server; the same port and folder bring it back as it was.

    With an `identity` it speaks TLS on `tls_port` too, and with `starttls` insists on it on `port`.
    """
    with tempfile.TemporaryDirectory(prefix="claims-dovecot-") as own:
        base, at = folder or Path(own), port or free_port()
        tls_port = free_port() if identity else 0
        configuration = _prepare(base, at, tls_port, identity, starttls)
        with server([str(dovecot()), "-F", "-c", configuration], log=base / "words"):
            wait_until(lambda: accepts(at), seconds=10, what="Dovecot starts")
            yield Mailbox(port=at, folder=base, tls_port=tls_port)


def access_token(user: str = USER, *, secret: bytes = TOKEN_SECRET, seconds: int = 600) -> str:
    """Give a token (RFC 7519, HS256) that the server checks by itself."""
    now = int(time.time())
    claims = {"sub": user, "iat": now - 5, "nbf": now - 5, "exp": now + seconds}
    body = ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{body}.{_encoded(hmac.new(secret, body.encode(), hashlib.sha256).digest())}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _prepare(base: Path, port: int, tls_port: int, identity: Identity | None, starttls: bool) -> Path:
    base.chmod(0o755)  # its processes run as other users
    owner = pwd.getpwuid(os.getuid())
    if owner.pw_uid == 0:  # Dovecot gives no mail to root
        owner, user = pwd.getpwnam("nobody"), "dovecot"
    else:
        user = owner.pw_name
    group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
    (base / "mail").mkdir(exist_ok=True)
    os.chown(base / "mail", owner.pw_uid, owner.pw_gid)
    (base / "passwords").write_text(f"{USER}:{PASSWORD}\n")
    _prepare_tokens(base)
    configuration = base / "dovecot.conf"
    configuration.write_text(
        CONFIGURATION.format(
            base=base,
            port=port,
            tls_port=tls_port,
            tls=f"ssl = yes\nssl_cert = <{identity.certificate}\nssl_key = <{identity.key}" if identity else "ssl = no",
            tls_only="yes" if starttls else "no",
            user=user,
            group=group,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
        )
    )
    return configuration


def _prepare_tokens(base: Path) -> None:
    (base / "oauth2.conf").write_text(OAUTH2.format(base=base))
    keys = base / "keys" / "default" / "HS256"
    keys.mkdir(parents=True, exist_ok=True)
    (keys / "default").write_bytes(base64.b64encode(TOKEN_SECRET))
