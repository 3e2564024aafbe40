"""The stages of a case and the moves between them: one table, consulted by one function."""

from enum import StrEnum


class State(StrEnum):
    """The stage of a case; causes, outcomes and delivery have fields of their own."""

    RECEIVED = "received"
    VERIFYING = "verifying"
    IN_PROGRESS = "in_progress"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"


LABELS: dict[State, str] = {
    State.RECEIVED: "Received",
    State.VERIFYING: "Verifying identity",
    State.IN_PROGRESS: "In progress",
    State.DECIDED: "Decided",
    State.CLOSED: "Closed",
    State.WITHDRAWN: "Withdrawn",
    State.DUPLICATE: "Duplicate",
    State.OUT_OF_SCOPE: "Out of scope",
}

_ENDINGS = frozenset({State.WITHDRAWN, State.DUPLICATE, State.OUT_OF_SCOPE})

ALLOWED: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.VERIFYING, State.IN_PROGRESS}) | _ENDINGS,
    State.VERIFYING: frozenset({State.IN_PROGRESS}) | _ENDINGS,
    State.IN_PROGRESS: frozenset({State.VERIFYING, State.DECIDED}) | _ENDINGS,
    State.DECIDED: frozenset({State.CLOSED, State.IN_PROGRESS}),
    # Back to decided when the answer turns out not to have arrived: it is owed again.
    State.CLOSED: frozenset({State.IN_PROGRESS, State.DECIDED}),
    State.WITHDRAWN: frozenset({State.IN_PROGRESS}),
    State.DUPLICATE: frozenset({State.IN_PROGRESS}),
    State.OUT_OF_SCOPE: frozenset({State.IN_PROGRESS}),
}

OPEN = frozenset({State.RECEIVED, State.VERIFYING, State.IN_PROGRESS})
# An answer that was decided on is still owed until it has left: a letter can be taken back, or come back.
OWING = OPEN | {State.DECIDED}
ENDED = frozenset(set(State) - OPEN - {State.DECIDED})


def may_move(old: str, to: str) -> bool:
    """Tell whether the table allows the move."""
    return State(to) in ALLOWED[State(old)]
