"""Reads the environment: a wrong value becomes one sentence that names the variable and the value.

Each variable may come from a file instead, as container secrets do: NAME_FILE then holds the file's path.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

T = TypeVar("T")

env = Env()


def read(name: str, *, default: T, as_: Callable[[str], T], expected: str, secret: bool = False) -> T:
    """Give the value of `name`, or `default` when it is unset or empty.

    `as_` turns the text into the value and raises ValueError when it cannot; `expected` completes the
    sentence "NAME is "value", but should be ...". `secret` keeps the value out of the sentence.
    Raises ImproperlyConfigured.
    """
    text = _given(name)
    if not text:
        return default
    try:
        return as_(text)
    except (ValueError, EnvError) as error:
        shown = "set to a value that is not shown here" if secret else f'"{text}"'
        raise ImproperlyConfigured(f"{name} is {shown}, but should be {expected}.") from error


def _given(name: str) -> str:
    """Give the text of the variable, or of the file that NAME_FILE names. Raises ImproperlyConfigured."""
    value, path = env.str(name, "").strip(), env.str(f"{name}_FILE", "").strip()
    if not path:
        return value
    if value:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set, but only one should be.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f'{name}_FILE is "{path}", but should be a file that can be read.') from error


def text(name: str, default: str = "") -> str:
    """Give the value as it stands, without space around it."""
    return read(name, default=default, as_=str, expected="text")


def switch(name: str, default: bool) -> bool:
    """Give a yes-or-no value."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}

    def as_switch(value: str) -> bool:
        if value.lower() not in words:
            raise ValueError(value)
        return words[value.lower()]

    return read(name, default=default, as_=as_switch, expected="true or false")


def whole_number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Give a whole number between `least` and `most`."""

    def as_number(value: str) -> int:
        number = int(value)
        if not least <= number <= most:
            raise ValueError(value)
        return number

    return read(name, default=default, as_=as_number, expected=f"a whole number from {least} to {most}")


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Give one of the named choices."""

    def as_choice(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return read(name, default=default, as_=as_choice, expected="one of " + ", ".join(choices))


def listed(name: str, default: str = "") -> list[str]:
    """Give a list of items that commas part, without space around them or empty ones."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def folder(name: str, default: Path) -> Path:
    """Give an absolute folder; refuse the path of a file."""

    def as_folder(value: str) -> Path:
        path = Path(value).expanduser().absolute()
        if path.exists() and not path.is_dir():
            raise ValueError(value)
        return path

    return read(name, default=default.absolute(), as_=as_folder, expected="a folder, not a file")


def parsed(name: str, parse: Callable[[str], Any], *, default: Any, expected: str, secret: bool = False) -> Any:
    """Give what a library's parser makes of the value; any error of the parser becomes our sentence."""

    def as_parsed(value: str) -> Any:
        try:
            return parse(value)
        except Exception as error:  # a parser of another library: whatever it raises means a wrong value
            raise ValueError(value) from error

    return read(name, default=default, as_=as_parsed, expected=expected, secret=secret)


def in_tests() -> bool:
    """Tell whether pytest runs this process."""
    return "pytest" in sys.modules


def refuse(value: str) -> str:
    """Refuse a value from inside an expression."""
    raise ValueError(value)
