"""Builds what tests start from, through the services, so that test cases are real cases."""

from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

from cases.models import Case, Team, User
from cases.services.register import Opener, Receipt
from cases.words import REQUESTER, Channel, Role
from complaints.services.open import open_complaint
from correspondence.acts import acknowledge
from correspondence.models import Letter, OutboxState
from correspondence.services.outbox import send
from dsar.services.open import open_request
from intake.doors.receive import Delivery, receive
from intake.models import Arrival
from intake.services.process import process

MAILBOX = "claims@alltracking.com"


def noon(year: int, month: int, day: int) -> datetime:
    """Give noon UTC of a day."""
    return datetime(year, month, day, 12, tzinfo=UTC)


DAY = noon(2026, 9, 3)


def receipt(received_on: date, *, place: str = "DE", language: str = "en", channel: Channel = Channel.MAIL) -> Receipt:
    """Give a receipt at noon of a day."""
    moment = noon(received_on.year, received_on.month, received_on.day)
    return Receipt(channel=channel, received_at=moment, place=place, language=language)


def make_request(
    received_on: date = date(2026, 9, 3),
    *,
    rights: tuple[str, ...] = ("access",),
    place: str = "DE",
    language: str = "en",
    email: str = "requester@example.com",
    name: str = "Renate Requester",
    acknowledged: bool = False,
) -> Case:
    """Open a rights request as intake would; with `acknowledged` its acknowledgement has been sent too."""
    given = receipt(received_on, place=place, language=language)
    case = open_request(
        receipt=given,
        opener=Opener(role=Role.REQUESTER, name=name, email=email),
        rights=rights,
        wish="Please send me a copy of my data.",
        title="Copy of my data",
        by=REQUESTER,
        now=given.received_at,
    )
    return _acknowledged(case, given.received_at) if acknowledged else case


def make_complaint(
    received_on: date = date(2026, 9, 3),
    *,
    place: str = "DE",
    language: str = "en",
    email: str = "complainant@example.com",
    name: str = "Conrad Complainant",
    acknowledged: bool = False,
) -> Case:
    """Open a complaint as intake would."""
    given = receipt(received_on, place=place, language=language)
    case = open_complaint(
        receipt=given,
        opener=Opener(role=Role.COMPLAINANT, name=name, email=email),
        what_happened="You go on sending me advertising.",
        title="Advertising",
        by=REQUESTER,
        now=given.received_at,
    )
    return _acknowledged(case, given.received_at) if acknowledged else case


def _acknowledged(case: Case, now: datetime) -> Case:
    acknowledge(case=case, now=now)
    send_letters(now=now + timedelta(minutes=1))
    case.refresh_from_db()
    return case


def make_team(name: str, *people: User, led_by: User | None = None) -> Team:
    """Make a team of these people; who leads it works in it too."""
    team = Team.objects.create(name=name)
    for person in dict.fromkeys([*people, *([led_by] if led_by else [])]):
        team.memberships.create(person=person, leads=person == led_by)
    return team


def send_letters(*, now: datetime) -> int:
    """Send every queued letter as if its time had come; give their number."""
    ids = list(Letter.objects.filter(state=OutboxState.QUEUED).values_list("pk", flat=True))
    for letter_id in ids:
        letter = Letter.objects.get(pk=letter_id)
        send(letter_id=letter_id, now=max(now, letter.send_after))
    return len(ids)


def mail(
    text: str = "Please send me a copy of my data.",
    *,
    sender: str = "Renate Requester <requester@example.com>",
    to: str = MAILBOX,
    subject: str = "My data",
    message_id: str = "<1@example.com>",
    **headers: str,
) -> bytes:
    """Give the bytes of a simple mail; underscores in further header names stand for hyphens."""
    message = EmailMessage()
    if sender:
        message["From"] = sender
    message["To"] = to
    if subject:
        message["Subject"] = subject
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def bring_in(raw: bytes, *, now: datetime = DAY, source: str = "smtp", to: tuple[str, ...] = ()) -> Arrival:
    """Take a mail in by a door and process it; give its arrival as it ended."""
    arrival, _ = receive(
        Delivery(raw=raw, channel=Channel.MAIL, source=source, received_at=now, envelope_to=to), now=now
    )
    process(arrival_id=arrival.pk, now=now)
    arrival.refresh_from_db()
    return arrival
