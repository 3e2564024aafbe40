"""What a frozen month says beside the same count made today. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    """One figure that is counted otherwise today."""

    month: str
    procedure: str
    figure: str
    frozen: float | int | None
    today: float | int | None


def differences(frozen: Mapping[str, Any], today: Mapping[str, Any]) -> list[Difference]:
    """Give each figure of each row that differs between two documents of one report, in the order of the rows."""
    ours, others = _by_part(frozen), _by_part(today)
    found = []
    for part in sorted(ours.keys() | others.keys(), reverse=True):
        before, after = ours.get(part, {}), others.get(part, {})
        for figure in before | after:
            if before.get(figure) != after.get(figure):
                found.append(Difference(*part, figure, before.get(figure), after.get(figure)))
    return found


def _by_part(document: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    heads = ("month", "procedure")
    return {
        (row["month"], row["procedure"]): {name: value for name, value in row.items() if name not in heads}
        for row in document["rows"]
    }
