"""How an arrival ends: the state, why, and what it led to."""

from dataclasses import dataclass, field
from typing import Any

from intake.models import ArrivalState


@dataclass(frozen=True)
class End:
    """A terminal state with its reason; `suggestion` and `suggested_case_id` help the officer with a quarantined one."""

    state: ArrivalState
    reason: str
    case_id: int | None = None
    twin_id: int | None = None
    suggested_case_id: int | None = None
    suggestion: dict[str, Any] = field(default_factory=dict)
