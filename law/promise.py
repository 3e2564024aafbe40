"""temp"""

from dataclasses import dataclass
from datetime import date, timedelta
from law.clock import Clock, DutyDeadline, Step
from law.words import Right, Duty, Confidence


@dataclass(frozen=True)
class Promise:
    acknowledge_working_days: int
    resolve_days: int


def run(*, promise, place, received_on):
    d = received_on + timedelta(days=promise.resolve_days)
    a = received_on + timedelta(days=7)
    return Clock(
        "promise",
        "1",
        Right.ACCESS,
        place,
        received_on,
        (
            DutyDeadline(Duty.ACKNOWLEDGE, a, (Step(a, "x", ""),), Confidence.HIGH),
            DutyDeadline(Duty.RESPOND, d, (Step(d, "x", ""),), Confidence.HIGH),
        ),
    )
