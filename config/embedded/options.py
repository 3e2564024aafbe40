"""What can be said on the command line of `bin/run`."""

import argparse
import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """Where to listen, where to keep everything, and whether to load demo cases."""

    host: str
    port: int
    smtp_port: int
    data: Path
    demo: bool

    @property
    def loopback(self) -> bool:
        """Tell whether only this machine itself can reach the desk."""
        return self.address.is_loopback

    @property
    def address(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
        """Give the address to listen at; `localhost` is 127.0.0.1."""
        return ipaddress.ip_address("127.0.0.1" if self.host == "localhost" else self.host)

    @property
    def bind(self) -> str:
        """Give address and port in the way that gunicorn reads them."""
        return f"[{self.address}]:{self.port}" if self.address.version == 6 else f"{self.address}:{self.port}"

    @property
    def url(self) -> str:
        """Give the address that a person on this machine (or, beyond loopback, on the network) types."""
        if self.loopback:
            return f"http://localhost:{self.port}"
        if self.address.is_unspecified:
            return f"http://{socket.gethostname()}:{self.port}"
        return f"http://{self.bind}"


def read_options(arguments: list[str]) -> Options:
    """Read the command line; a wrong one ends the program with a sentence and exit 2."""
    parser = argparse.ArgumentParser(prog="bin/run", description="Runs the Claims Desk on this machine.")
    parser.add_argument("--host", type=_host, default="127.0.0.1", help="address to listen at (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port of the pages (default: %(default)s)")
    parser.add_argument("--smtp-port", type=_port, default=2525, help="port that takes mail (default: %(default)s)")
    parser.add_argument(
        "--data", type=_folder, default="var", help="folder that keeps everything (default: %(default)s)"
    )
    parser.add_argument("--no-demo", action="store_true", help="start without demo cases")
    given = parser.parse_args(arguments)
    return Options(given.host, given.port, given.smtp_port, given.data, demo=not given.no_demo)


def _host(text: str) -> str:
    try:
        ipaddress.ip_address("127.0.0.1" if text == "localhost" else text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is not an address such as 127.0.0.1 or 0.0.0.0') from error
    return text


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f'"{text}" is not a port from 1 to 65535')
    return int(text)


def _folder(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise argparse.ArgumentTypeError(f'"{text}" is a file, but should be a folder')
    return path
