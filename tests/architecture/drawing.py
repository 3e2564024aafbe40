"""The drawing of the house as data, and what an import that leaves it is told (docs/architecture.md has it in words)."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]

# A room imports only from rooms of a lower number; two rooms of one number do not know each other.
ROOMS = {
    "law": 0,
    "cases": 1,
    "correspondence": 2,
    "dsar": 3,
    "complaints": 3,
    "intake": 4,
    "portal": 5,
    "reports": 6,
    "desk": 7,
}
# What stands outside the rooms, and that no room imports.
OUTSIDE = {"config", "tests", "bench", "bin", "manage"}
# Modules of an app that import no Django, of our own only each other and the law. A package stands for all in it.
PURE = {
    "cases.lifecycle",
    "cases.words",
    "intake.child",
    "intake.classify",
    "intake.mailbox",
    "intake.match",
    "intake.parse",
    "intake.sandbox",
    "intake.triage",
    "intake.wordings",
}
FRAMEWORK = {"allauth", "django", "rest_framework", "drf_spectacular", "celery", "kombu", "anymail", "csp"}
# The only libraries that the law may use beside the standard one.
OF_THE_LAW = {"holidays", "dateutil"}
# Inside an app (and from one app to another) a module imports only from its own rank or a lower one.
RANKS = {"errors": 1, "models": 2, "selectors": 3, "services": 4}
EDGE = {"tasks": 5, "admin": 5, "api": 5, "views": 5, "forms": 5, "urls": 6}
# The edge is Django's way in; the desk is all edge, and commands, apps and demo data stand on top of everything.


@dataclass(frozen=True)
class Import:
    """One import of a module: what is imported, and in which line."""

    name: str
    line: int


def modules() -> Iterator[tuple[str, str]]:
    """Give dotted name and source of every module of the rooms, migrations excepted: Django writes those."""
    for room in ROOMS:
        for path in sorted((BASE / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield _dotted(path.relative_to(BASE)), path.read_text(encoding="utf-8")


def faults(module: str, source: str) -> list[str]:
    """Give a sentence for each import of `module` that the drawing does not allow."""
    return [
        f"{module}:{found.line} imports {found.name}: {reason}"
        for found in imports(module, source)
        if (reason := _refusal(module, found.name))
    ]


def imports(module: str, source: str) -> Iterator[Import]:
    """Give every import, also those inside functions and under TYPE_CHECKING, and those by import_module("name")."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _import_from(module, node)
        elif isinstance(node, ast.Call) and _is_import_call(node.func) and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield Import(name.value, node.lineno)


def _import_from(module: str, node: ast.ImportFrom) -> Iterator[Import]:
    base = node.module or ""
    if node.level:
        parts = module.split(".")
        base = ".".join([*parts[: len(parts) - node.level], *([base] if base else [])])
    # The name may be a module (from cases import vault) or something in one; the longer reading covers both.
    yield from (Import(f"{base}.{alias.name}", node.lineno) for alias in node.names)


def _is_import_call(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "__import__"}


def _refusal(module: str, target: str) -> str:
    """Give the reason why `module` may not import `target`, or an empty text when it may."""
    room, top = module.split(".")[0], target.split(".")[0]
    if top in OUTSIDE:
        return f"{top} stands outside the rooms, and no room imports it"
    if top in ROOMS:
        return _room_refusal(room, top) or _pure_refusal(module, target) or _rank_refusal(module, target)
    return _library_refusal(module, room, top)


def _room_refusal(room: str, top: str) -> str:
    if room == top or ROOMS[top] < ROOMS[room]:
        return ""
    return f"{room} comes before {top} in the drawing, or beside it"


def _pure_refusal(module: str, target: str) -> str:
    if not _is_pure(module) or _is_pure(target) or target.startswith("law."):
        return ""
    return f"{module} is pure, and {target} is not"


def _rank_refusal(module: str, target: str) -> str:
    own, other = _rank(module), _rank(target)
    if own is None or other is None or other <= own:
        return ""
    return f"{_layer(module)} never import {_layer(target)}"


def _library_refusal(module: str, room: str, top: str) -> str:
    if room == "law" and top not in OF_THE_LAW and top not in sys.stdlib_module_names:
        return "the law uses the standard library, holidays and dateutil only"
    if _is_pure(module) and top in FRAMEWORK:
        return f"{module} is pure, and {top} is a framework"
    return ""


def _is_pure(module: str) -> bool:
    return any(module == pure or module.startswith(pure + ".") for pure in PURE)


def _layer(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _rank(module: str) -> int | None:
    """Give the rank of a module inside its app; None for those that the drawing gives none."""
    if module.split(".")[0] in {"law", "desk"}:
        return None
    return {**RANKS, **EDGE}.get(_layer(module))


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
