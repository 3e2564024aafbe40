"""The names of all settings, as the code that reads them says them."""

import ast
from functools import cache
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
READERS = {"read", "text", "switch", "whole_number", "one_of", "listed", "folder", "parsed"}


@cache
def settings_read() -> frozenset[str]:
    """Give the variable that each call of config.environment's functions reads."""
    sources = [path for path in (BASE / "config").rglob("*.py") if path.name != "environment.py"]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources]
    return frozenset(name for tree in trees for node in ast.walk(tree) if (name := _read_by(node)))


def _read_by(node: ast.AST) -> str | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS):
        return None
    is_ours = isinstance(node.func.value, ast.Name) and node.func.value.id == "env"
    first = node.args[0] if node.args else None
    return str(first.value) if is_ours and isinstance(first, ast.Constant) else None
