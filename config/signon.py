"""Reads the address of the provider for single sign-on."""

from urllib.parse import urlsplit

from config import environment as env

LOCAL = ("localhost", "127.0.0.1", "::1")


def checked_issuer(value: str) -> str:
    """Give the provider's address without a slash at its end. Raises ValueError when others could read what passes."""
    parts = urlsplit(value)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    return value.rstrip("/") if safe and parts.hostname else env.refuse(value)


def origin_of(address: str) -> str:
    """Give scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
