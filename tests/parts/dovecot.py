"""A real IMAP server of the tests' own: Dovecot with one user, a Maildir, a loopback port, without TLS or with its own."""

import grp
import os
import pwd
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

from tests.parts.missing import dovecot
from tests.parts.process import accepts, free_port, server, wait_until

USER, PASSWORD = "claims", "a-password-for-tests"

CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
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
    port = 0
  }}
}}
service anvil {{
  chroot =
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


@dataclass(frozen=True)
class Mailbox:
    """A running server's mailbox: `url` is what IMAP_URL takes."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        """Give the address with user and password."""
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """Log in as another mail program would."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False) as client:
            client.login(USER, PASSWORD)
            client.select_folder("INBOX")
            yield client

    def append(self, *mails: bytes) -> None:
        """Put mails into the inbox."""
        with self.client() as client:
            for raw in mails:
                client.append("INBOX", raw)


@contextmanager
def dovecot_server(port: int | None = None, folder: Path | None = None) -> Iterator[Mailbox]:
    """Start a server; the same port and folder bring it back as it was."""
    with tempfile.TemporaryDirectory(prefix="claims-dovecot-") as own:
        base, at = folder or Path(own), port or free_port()
        configuration = _prepare(base, at)
        with server([str(dovecot()), "-F", "-c", configuration], log=base / "words"):
            wait_until(lambda: accepts(at), seconds=10, what="Dovecot starts")
            yield Mailbox(port=at, folder=base)


def _prepare(base: Path, port: int) -> Path:
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
    configuration = base / "dovecot.conf"
    configuration.write_text(
        CONFIGURATION.format(base=base, port=port, user=user, group=group, uid=owner.pw_uid, gid=owner.pw_gid)
    )
    return configuration
