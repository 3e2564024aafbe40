"""Which figures of one line add up to others of it, by the rules of their definitions. Pure."""

from typing import NamedTuple


class Sum(NamedTuple):
    """Figures whose counts together make what `whole` counts together; names of columns."""

    whole: tuple[str, ...]
    parts: tuple[str, ...]


# "Late" holds what is overdue beside late answers. Where nothing is overdue, or where no law sets a date and the promise's
# stands in, the other sums hold too, so that a reader may try them.
SUMS = (
    Sum(("answered", "overdue"), ("in_time", "late")),
    Sum(("answered",), ("in_time", "late")),
    Sum(("answered", "overdue"), ("in_time_promise", "late_promise")),
    Sum(("answered",), ("in_time_promise", "late_promise")),
    Sum(("promised",), ("open", "done_in_time", "done_late")),
    Sum(("arrivals",), ("opened", "joined", "automatic", "quarantined", "discarded")),
    Sum(("letters",), ("left", "waiting", "bounced", "failed")),
)
