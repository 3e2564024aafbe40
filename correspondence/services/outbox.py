"""The outbox: letters are rows first, leave at least once, and carry one Message-ID from the moment they are queued.

A crash between sending and its record means one more copy of the same letter, never a different one.
"""

import smtplib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from anymail.exceptions import AnymailAPIError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import sanitize_address
from django.db import transaction
from django.db.models import F, Q, QuerySet

from cases.bell import ring_on_commit
from cases.errors import Refused
from cases.gathering import add, defer, gathered, is_new
from cases.models import Case, Party, User
from cases.organisation import organisation
from cases.places import today_for
from cases.services.history import record, sealed
from cases.words import SYSTEM, Actor, Kind
from correspondence.caps import domain_of, plain_address
from correspondence.errors import NoAddress, TooLateToWithdraw, TooManyAutomatic, Unwritable
from correspondence.letterform import left_over
from correspondence.letterkinds import PLACEHOLDERS
from correspondence.letters import Draft, html_of
from correspondence.links import reply_address
from correspondence.models import Delivery, Letter, OutboxState, OutboxSwitch, OutboxTurn
from correspondence.services.effects import has_left, has_not_arrived, stop_verifying
from correspondence.tracking import mark_of
from law.words import Duty, MarkName

log = structlog.get_logger(__name__)

SEND_TASK = "correspondence.send_letter"
PAUSE = "correspondence.pause_outbox"
LEASE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=72)
LONGEST_WAIT = timedelta(hours=1)
BREAKER_FAILURES = 5
# Automatic letters to one address on one case within an hour.
LOOP_CAP = 3
BREAKER_PAUSE = timedelta(seconds=60)
# RFC 5321: the server closes the connection to everybody.
SERVICE_ENDS = 421
# What a provider's API answers to a request that it cannot take as it is.
LETTER_REFUSED = (400, 413, 422)


@gathered()
def queue_letter(
    *,
    case: Case,
    party: Party,
    draft: Draft,
    key: str,
    by: Actor,
    now: datetime,
    meets: Duty | None = None,
    mark: MarkName | None = None,
    mark_rights: Sequence[str] = (),
    automatic: bool = False,
) -> Letter:
    """Queue a letter with its final text; the same `key` queues it once. Raises NoAddress, Refused, TooManyAutomatic.

    An officer's letter waits for the undo window; an automatic one leaves at once. `meets` and `mark` take effect on
    the day on which the next server accepts it; the mark on `mark_rights`, else on all. To who has no mail address it waits
    to be printed and posted.
    """
    existing = None if is_new(case) else _queued_before(case=case, key=key)
    if existing is not None:
        return existing
    by_post = draft.by_post or not party.email
    if by_post and automatic:
        raise NoAddress(reference=case.reference)
    if not draft.body.strip():
        raise Refused("The letter is empty. Write what the person should read.")
    if left := left_over(f"{draft.subject}\n{draft.body}", PLACEHOLDERS):
        raise Refused(f"“{left}” still stands in the letter. Write what it stands for, or take it out.")
    if automatic and is_loop(case=case, to=party.email, now=now):
        raise TooManyAutomatic(reference=case.reference)
    letter = Letter(
        case=case,
        party=party,
        name=draft.name,
        language=draft.language,
        version=draft.version,
        to="" if by_post else party.email,
        by_post=by_post,
        postal_address=draft.postal_address.strip() if by_post else "",
        subject=draft.subject,
        body=draft.body,
        message_id=f"<{uuid.uuid4().hex}@{organisation().mail_domain}>",
        key=key,
        meets_duty=meets or "",
        mark=mark or "",
        mark_rights=list(mark_rights),
        automatic=automatic,
        cap_address=plain_address(party.email) if automatic else "",
        cap_domain=domain_of(party.email) if automatic else "",
        by=str(by),
        queued_at=now,
        send_after=now if automatic else now + settings.UNDO_WINDOW,
    )
    add(letter, keyed=True)
    record(
        case=case,
        kind=Kind.LETTER_QUEUED,
        by=by,
        now=now,
        letter=letter.pk,
        name=draft.name,
        text_hmac=sealed(case, draft.body),
    )
    if letter.send_after <= now and not by_post:
        defer(_ring, [letter.pk])
    return letter


def _ring(letters: Sequence[int]) -> None:
    """Ring once for letters that are queued together: who sends one goes on with the others."""
    ring_on_commit(SEND_TASK, letters[0], queue="mail_out")


def _queued_before(*, case: Case, key: str) -> Letter | None:
    """Give the letter of this cause; a cause that is repeated at the same moment waits here, and then finds it."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    return Letter.objects.filter(key=key).first()


def is_loop(*, case: Case, to: str, now: datetime) -> bool:
    """Tell whether this address got so many automatic letters on this case within an hour that a machine may answer them."""
    if is_new(case):
        return False
    sent = Letter.objects.filter(case=case, to=to, automatic=True, queued_at__gt=now - timedelta(hours=1))
    return sent.exclude(state=OutboxState.WITHDRAWN).count() >= LOOP_CAP


@transaction.atomic
def withdraw_letter(*, letter: Letter, by: Actor, now: datetime) -> None:
    """Take a letter back while it still waits; a reversing event stays. Raises TooLateToWithdraw."""
    taken = Letter.objects.filter(pk=letter.pk, state=OutboxState.QUEUED, attempts=0).update(
        state=OutboxState.WITHDRAWN
    )
    if taken != 1:
        raise TooLateToWithdraw
    letter.state = OutboxState.WITHDRAWN
    case = Case.objects.select_for_update().get(pk=letter.case_id)
    record(case=case, kind=Kind.LETTER_WITHDRAWN, by=by, now=now, letter=letter.pk, name=letter.name)
    stop_verifying(letter=letter, case=case, why="letter_withdrawn", by=by, now=now)


def due_letters(*, now: datetime, limit: int = 200) -> list[int]:
    """Give the ids of letters whose time has come, and of those whose sender died with the lease."""
    waiting = Q(state=OutboxState.QUEUED) | Q(state=OutboxState.SENDING, lease_until__lt=now)
    rows = Letter.objects.filter(waiting, by_post=False, send_after__lte=now).order_by("send_after")
    return list(rows.values_list("pk", flat=True)[:limit])


def is_paused(*, now: datetime) -> bool:
    """Tell whether an administrator or the circuit breaker holds sending back."""
    switch = OutboxSwitch.objects.filter(pk=1).first()
    return switch is not None and (switch.paused or (switch.resume_after is not None and switch.resume_after > now))


@transaction.atomic
def pause(*, reason: str, by: User, now: datetime) -> None:
    """Hold all sending back until somebody lets it go on; letters are queued all the same. Raises Refused."""
    _hold_allowed(by)
    if not reason.strip():
        raise Refused("Say why sending is paused: whoever finds it so must know when it may go on.")
    OutboxSwitch.objects.get_or_create(pk=1)
    _turn(paused=True, reason=reason.strip()[:200], by=by, now=now)


@transaction.atomic
def resume(*, by: User, now: datetime) -> None:
    """Let sending go on; what is due leaves with the next sweep. Raises Refused."""
    _hold_allowed(by)
    _turn(paused=False, reason="", by=by, now=now, failures=0, resume_after=None)


def _hold_allowed(by: User) -> None:
    if not by.has_perm(PAUSE):
        raise Refused("Only an administrator or the data protection officer pauses sending or lets it go on.")


def _turn(*, paused: bool, reason: str, by: User, now: datetime, **more: Any) -> None:
    """Turn the switch and record the turn; who was second finds it turned already. Raises Refused."""
    turned = OutboxSwitch.objects.filter(pk=1, paused=not paused).update(
        paused=paused, reason=reason, by=by, at=now, **more
    )
    if turned != 1:
        raise Refused("Sending is paused already." if paused else "Sending is not paused.")
    OutboxTurn.objects.create(paused=paused, reason=reason, by=by, at=now)
    log.warning("outbox.paused" if paused else "outbox.resumed", by=by.pk)


def send(*, letter_id: int, now: datetime) -> None:
    """Send one letter whose time has come, if nobody else does; the network is outside every transaction."""
    if is_paused(now=now) or not _claim(letter_id=letter_id, now=now):
        return
    letter = Letter.objects.select_related("case", "party").get(pk=letter_id)
    try:
        _hand_over(letter, now=now)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        _refused(letter=letter, error=error, now=now)
    except (Unwritable, AnymailInvalidAddress, AnymailRecipientsRefused) as error:
        _give_up(letter=letter, detail=type(error).__name__, now=now)  # the address, not the server: no try mends it
    except Exception as error:  # a provider's or server's failure of any kind: the row waits and says why
        _failed(letter=letter, error=error, now=now, answered=_is_about_letter(error))
    else:
        _sent(letter=letter, now=now)


def _claim(*, letter_id: int, now: datetime) -> bool:
    waiting = Q(state=OutboxState.QUEUED) | Q(state=OutboxState.SENDING, lease_until__lt=now)
    claimed = Letter.objects.filter(waiting, pk=letter_id, by_post=False, send_after__lte=now).update(
        state=OutboxState.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return claimed == 1


def _hand_over(letter: Letter, *, now: datetime) -> None:
    """Give the letter to the mail backend: bounces come back to the reply address, which names the case."""
    answer_to = reply_address(party=letter.party, now=now)
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body,
        from_email=answer_to,
        to=[letter.to],
        reply_to=[answer_to],
        headers=headers_of(letter),
        connection=get_connection(),
    )
    message.attach_alternative(html_of(subject=letter.subject, body=letter.body, language=letter.language), "text/html")
    message.metadata = mark_of(letter)  # type: ignore[attr-defined]  # Anymail's; other backends pass it over
    try:
        sanitize_address(letter.to, "utf-8")
        message.message()
    except ValueError as error:  # also a header that would be two, and what no charset holds
        raise Unwritable(type(error).__name__) from error
    message.send()


def headers_of(letter: Letter) -> dict[str, str]:
    """Give the headers that a letter carries beside To and Subject; an automatic one says so (RFC 3834)."""
    headers = {"Message-ID": letter.message_id, "From": _from_header(), "X-Claims-Desk": "1"}
    if letter.automatic:
        headers |= {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "bulk"}
    return headers


def _from_header() -> str:
    current = organisation()
    return f'"{current.name}" <{current.mailbox}>'


@transaction.atomic
def _sent(*, letter: Letter, now: datetime) -> None:
    done = Letter.objects.filter(pk=letter.pk, state=OutboxState.SENDING).update(
        state=OutboxState.SENT, sent_at=now, lease_until=None, last_error=""
    )
    if done != 1:
        return
    Delivery.objects.create(letter=letter, at=now, state=OutboxState.SENT)
    OutboxSwitch.objects.filter(pk=1, failures__gt=0).update(failures=0, resume_after=None)
    has_left(letter=letter, on=today_for(letter.case, now), by=SYSTEM, now=now)


@transaction.atomic
def _failed(*, letter: Letter, error: Exception, now: datetime, answered: bool = False) -> None:
    """Wait and try again, longer each time; after 72 hours a person takes over. An answer about this letter trips no breaker."""
    log.warning("outbox.failed", case=letter.case.reference, letter=letter.pk, error=type(error).__name__)
    Delivery.objects.create(letter=letter, at=now, state=OutboxState.QUEUED, detail=type(error).__name__)
    wait = min(timedelta(minutes=1) * 2 ** min(letter.attempts - 1, 10), LONGEST_WAIT)
    if now + wait > letter.queued_at + GIVE_UP_AFTER:
        _give_up(letter=letter, detail=type(error).__name__, now=now)
        return
    _ours(letter).update(
        state=OutboxState.QUEUED, send_after=now + wait, lease_until=None, last_error=type(error).__name__
    )
    if not answered:
        _count_failure(now=now)


def _ours(letter: Letter) -> QuerySet[Letter]:
    """Give the letter while it is still in our hands: after our lease another worker may have sent it."""
    return Letter.objects.filter(pk=letter.pk, state=OutboxState.SENDING, attempts=letter.attempts)


@transaction.atomic
def _refused(*, letter: Letter, error: smtplib.SMTPException, now: datetime) -> None:
    """Take a server's answer: 5xx is final, 4xx is worth another try.

    One about a recipient or a letter, as greylisting is, says nothing of the next letter; 421 and one about our own address do.
    """
    code = _smtp_code(error)
    if 400 <= code < 500:
        about_letter = code != SERVICE_ENDS and not isinstance(error, smtplib.SMTPSenderRefused)
        _failed(letter=letter, error=error, now=now, answered=about_letter)
        return
    _give_up(letter=letter, detail=f"refused with {code}", now=now)


def _is_about_letter(error: Exception) -> bool:
    """Tell whether a provider refused what this one request said; its other answers concern every letter."""
    return isinstance(error, AnymailAPIError) and error.status_code in LETTER_REFUSED


def _smtp_code(error: smtplib.SMTPException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), 550)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 550


@transaction.atomic
def _give_up(*, letter: Letter, detail: str, now: datetime) -> None:
    if not _ours(letter).update(state=OutboxState.FAILED, lease_until=None, last_error=detail):
        return
    Delivery.objects.create(letter=letter, at=now, state=OutboxState.FAILED, detail=detail)
    has_not_arrived(letter=letter, why="failed", by=SYSTEM, now=now)


def _count_failure(*, now: datetime) -> None:
    """Count failed connections in a row; the fifth opens the breaker for a minute."""
    switch, _ = OutboxSwitch.objects.get_or_create(pk=1)
    OutboxSwitch.objects.filter(pk=1).update(failures=F("failures") + 1)
    if switch.failures + 1 >= BREAKER_FAILURES:
        OutboxSwitch.objects.filter(pk=1).update(resume_after=now + BREAKER_PAUSE)
