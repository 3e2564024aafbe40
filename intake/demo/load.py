"""Loads the demo cases: each mail comes in by the ordinary door on its day, each step is a service called on its day."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from cases.models import Case, Membership, Team, User
from cases.organisation import organisation
from cases.services.lateness import WhyLate, explain_lateness
from cases.services.move import close_case
from cases.services.watch import watch_dates
from cases.services.work import add_note, assign, describe, give_to_team
from cases.words import SYSTEM, Channel, LateReason, Outcome, Procedure
from complaints.models import Remedy
from complaints.services import decide as complaint
from complaints.services.remedies import carry_out, set_remedy
from correspondence.acts import ask_clarification, clarification_draft
from correspondence.models import Letter, OutboxState
from correspondence.services.outbox import send
from dsar.services import decide as request
from intake.doors.receive import Delivery, receive
from intake.models import Arrival
from intake.services.process import process

CASES = Path(__file__).with_name("cases.toml")


@dataclass(frozen=True)
class Counts:
    """What was loaded."""

    cases: int
    arrivals: int


def load_demo(*, officer: User, now: datetime) -> Counts:
    """Load the demo cases once: mail that is there already is found by its bytes and left as it is."""
    told = tomllib.loads(CASES.read_text(encoding="utf-8"))
    entries = told["case"]
    for team in told["team"]:
        _make_team(team)
    midday = now.astimezone(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    steps: list[tuple[datetime, Case, dict[str, Any]]] = []
    for number, entry in enumerate(entries):
        arrival, created = _receive(entry, number=number, midday=midday)
        if created:
            steps += _opened(entry, arrival, midday=midday)
    for moment, case, step in sorted(steps, key=lambda item: item[0]):
        _do(case, step, officer=officer, now=moment)
        _send_letters(case, now=moment + timedelta(minutes=5))
    watch_dates(now=now)
    return Counts(cases=Case.objects.count(), arrivals=Arrival.objects.count())


def _make_team(told: dict[str, Any]) -> None:
    """Make a team of those of its people who are there, once."""
    team, made = Team.objects.get_or_create(name=told["name"])
    for person in User.objects.filter(username__in=told["people"]) if made else []:
        Membership.objects.create(team=team, person=person, leads=person.username == told.get("led_by"))


def _receive(entry: dict[str, Any], *, number: int, midday: datetime) -> tuple[Arrival, bool]:
    received_at = midday - timedelta(days=entry["days"], minutes=7 * number)
    delivery = Delivery(
        raw=_mail(entry, number=number, received_at=received_at),
        channel=Channel.MAIL,
        source="demo",
        received_at=received_at,
        envelope_to=[organisation().mailbox],
    )
    return receive(delivery, now=received_at)


def _mail(entry: dict[str, Any], *, number: int, received_at: datetime) -> bytes:
    message = EmailMessage()
    message["From"] = f'"{entry["name"]}" <{entry["email"]}>'
    message["To"] = organisation().mailbox
    message["Subject"] = entry.get("subject") or f"Re: {_reference_of(entry['subject_of'])}"
    message["Date"] = format_datetime(received_at)
    message["Message-ID"] = f"<demo-{number}@{entry['email'].rpartition('@')[2]}>"
    message.set_content(entry["text"].strip() + "\n", cte="8bit")
    return message.as_bytes()


def _reference_of(email: str) -> str:
    return Case.objects.filter(parties__email=email).values_list("reference", flat=True).first() or ""


def _opened(
    entry: dict[str, Any], arrival: Arrival, *, midday: datetime
) -> list[tuple[datetime, Case, dict[str, Any]]]:
    moment = arrival.received_at + timedelta(minutes=1)
    process(arrival_id=arrival.pk, now=moment)
    case = Case.objects.filter(arrivals=arrival).first()
    if case is None:
        return []
    if case.place != entry.get("place", ""):
        _set_place(case, place=entry["place"], now=moment)
    _send_letters(case, now=moment + timedelta(minutes=1))
    return [(midday - timedelta(days=step["days"]), case, step) for step in entry["steps"]]


def _set_place(case: Case, *, place: str, now: datetime) -> None:
    rights = list(case.rights.values_list("right", flat=True))
    describe(case=case, place=place, language=case.language, rights=rights, title=case.title, by=SYSTEM, now=now)


def _send_letters(case: Case, *, now: datetime) -> None:
    for letter in Letter.objects.filter(case=case, state=OutboxState.QUEUED):
        send(letter_id=letter.pk, now=max(now, letter.send_after))


def _do(case: Case, step: dict[str, Any], *, officer: User, now: datetime) -> None:
    case.refresh_from_db()
    match step["deed"]:
        case "assign":
            assign(case=case, officer=officer, by=officer.actor, now=now)
        case "team":
            give_to_team(case=case, team=Team.objects.get(name=step["team"]), by=officer.actor, now=now)
        case "late":
            explain_lateness(case=case, why=WhyLate(LateReason(step["reason"])), officer=officer, now=now)
        case "remedy":
            due_on = now.date() + timedelta(days=step["days"] - step["due"])
            set_remedy(case=case, what=step["what"], owner=officer, due_on=due_on, officer=officer, now=now)
        case "remedied":
            remedy = Remedy.objects.select_related("complaint__case", "work_item").get(complaint__case=case)
            carry_out(remedy=remedy, on=now.date(), how="Done as promised.", officer=officer, now=now)
        case "note":
            add_note(case=case, text=step["text"], author=officer, now=now)
        case "clarify":
            asked = clarification_draft(case=case, question=step["question"], now=now)
            ask_clarification(case=case, letter=asked, key=f"demo-clarify:{case.pk}", by=officer.actor, now=now)
        case "decide":
            _decide(case, step, officer=officer, now=now)
        case "close":
            close_case(case=case, by=officer.actor, now=now)


def _decide(case: Case, step: dict[str, Any], *, officer: User, now: datetime) -> None:
    outcome, key = Outcome(step["outcome"]), f"demo-decide:{case.pk}"
    if case.procedure == Procedure.COMPLAINT:
        found = complaint.Result(
            outcome=outcome,
            established=step["established"],
            remedy=step.get("remedy", ""),
            remedy_by=(now + timedelta(days=14)).date(),
        )
        answer = complaint.answer_draft(case=case, result=found, now=now)
        complaint.decide(
            case=case, result=found, letter=answer, key=key, officer=officer, why_late=_why_late(step), now=now
        )
        return
    decisions = [
        request.RightDecision(right, outcome, step.get("citation", ""), step.get("reasons", ""))
        for right in case.rights.values_list("right", flat=True)
    ]
    answer = request.response_draft(case=case, decisions=decisions, now=now)
    request.decide(
        case=case, decisions=decisions, letter=answer, key=key, officer=officer, why_late=_why_late(step), now=now
    )


def _why_late(step: dict[str, Any]) -> WhyLate | None:
    return WhyLate(LateReason(step["late"])) if "late" in step else None
