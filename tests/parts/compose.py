"""compose.yaml as the tests read it: the services that run our image, with their commands and settings."""

from pathlib import Path
from typing import Any

import yaml

BASE = Path(__file__).resolve().parents[2]


def composed() -> dict[str, Any]:
    """Give the whole file."""
    loaded: dict[str, Any] = yaml.safe_load((BASE / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


def our_services() -> dict[str, dict[str, Any]]:
    """Give the services that run our image."""
    return {name: service for name, service in composed()["services"].items() if service["image"] == "claims-desk"}


def command(service: str) -> list[str]:
    """Give the command line of one service."""
    words: list[str] = composed()["services"][service]["command"]
    return words
