"""What a private link shows of a case: its stage, its dates, and which letters left when. Nothing of the file's content.

The person behind the link is not verified, so neither messages nor outcome nor what data are held appear here, nor
anything about other people of the case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.lifecycle import State
from cases.models import Case, ClockMark, Party
from cases.places import local_day
from cases.words import Procedure
from correspondence.models import Letter, Message, OutboxState
from law.words import Duty, MarkName
from portal.dates import AnswerDate, promised_answer

LETTER_KINDS = {
    "acknowledgement": gettext_lazy("We confirmed that we received it"),
    "clarification": gettext_lazy("We asked you a question"),
    "extension": gettext_lazy("We told you that we need more time"),
    "identity": gettext_lazy("We asked you to show who you are"),
    "response_request": gettext_lazy("We sent you our answer"),
    "response_complaint": gettext_lazy("We sent you our answer"),
}
OTHER_LETTER = gettext_lazy("We wrote to you")
LEFT = (OutboxState.SENT, OutboxState.DELIVERED)
LEAVING = (OutboxState.QUEUED, OutboxState.SENDING)
ANSWERING = (State.DECIDED, State.CLOSED)


@dataclass(frozen=True)
class Stage:
    """One line of the timeline; `place` is "done", "now" or "later"."""

    words: str
    place: str
    on: date | None = None
    by: date | None = None


@dataclass(frozen=True)
class Dated:
    """Something that happened on a day."""

    on: date
    words: str


@dataclass(frozen=True)
class Objected:
    """An objection that the person made to our answer: when, its own reference, and whether we still work on it."""

    on: date
    reference: str
    is_open: bool


@dataclass(frozen=True)
class Following:
    """A case as its private link shows it; `waiting` says what we wait for from the person, if we do."""

    reference: str
    is_complaint: bool
    stages: Sequence[Stage]
    next: str
    waiting: Dated | None
    answer: AnswerDate | None
    past: Sequence[Dated]
    may_object: bool
    objected: Objected | None


def follow(*, case: Case, party: Party, now: datetime) -> Following:
    """Give what this party may see of the case."""
    waiting = _waiting(case) if case.is_open else None
    answer = promised_answer(case, now) if case.is_open and case.answered_on is None else None
    objected = _objected(case, party)
    return Following(
        reference=case.reference,
        is_complaint=case.procedure != Procedure.RIGHTS_REQUEST,
        stages=_stages(case, waiting, answer),
        next=_next(case, waiting),
        waiting=waiting,
        answer=answer,
        past=sorted([*_letters(case, party), *_messages(case, party)], key=lambda line: line.on),
        may_object=may_object(case, objected),
        objected=objected,
    )


def may_object(case: Case, objected: Objected | None) -> bool:
    """Tell whether our answer was given and can be objected to; one objection at a time, and none to what became of one.

    No day ends it: the laws say "within a reasonable time", so whether one comes too late is for a person to judge.
    """
    answered = case.state in ANSWERING and case.answered_on is not None
    return answered and case.procedure != Procedure.APPEAL and not (objected and objected.is_open)


def _objected(case: Case, party: Party) -> Objected | None:
    """Give this person's own latest objection; another person's is nobody's business here."""
    same = Q(parties__email=party.email) if party.email else Q(parties__email="", parties__name=party.name)
    theirs = Case.objects.filter(same, about=case, procedure=Procedure.APPEAL, parties__opened_case=True)
    latest = theirs.order_by("-received_at").first()
    return Objected(latest.received_on, latest.reference, latest.is_open) if latest else None


def _stages(case: Case, waiting: Dated | None, answer: AnswerDate | None) -> list[Stage]:
    started = case.state != State.RECEIVED
    received = Stage(_("We received it"), "done" if started else "now", on=case.received_on)
    if not case.is_open and case.state not in ANSWERING:
        return [received, Stage(_("Work on it has ended"), "now", on=_day(case, case.closed_at))]
    answered = case.answered_on if case.state in ANSWERING else None
    work_place = "later" if not started else ("now" if case.is_open else "done")
    working = Stage(_working_words(case, waiting), work_place)
    return [received, working, _answer_stage(case, answered, answer)]


def _working_words(case: Case, waiting: Dated | None) -> str:
    if waiting is not None:
        return _("We wait for your answer")
    if case.state == State.VERIFYING:
        return _("We make sure that we talk to the right person")
    return _("We work on it") if case.is_open else _("We worked on it")


def _answer_stage(case: Case, answered: date | None, answer: AnswerDate | None) -> Stage:
    if answered is not None:
        return Stage(_("We answered"), "now", on=answered)
    if case.state in ANSWERING:
        return Stage(_("Our answer is on its way") if _is_leaving(case) else _("Our answer has not reached you"), "now")
    words = _("We should have answered") if answer and answer.passed else _("We answer")
    return Stage(words, "later", by=answer.on if answer else None)


def _next(case: Case, waiting: Dated | None) -> str:
    """Say in a sentence or two what happens next."""
    if waiting is not None:
        return _("We go on as soon as we hear from you. You can write to us below, or answer our letter.")
    if case.state == State.RECEIVED:
        return _("A person in our privacy team reads what you sent. You do not need to do anything.")
    if case.is_open:
        return _("We look into it and write to you. You do not need to do anything.")
    if case.state in ANSWERING and case.answered_on is None:
        return _next_unanswered(case)
    if case.state in ANSWERING:
        return _("We sent you our answer. If you do not agree or have a question, write to us below.")
    return _("Nothing more happens on its own. If you have a question, write to us below.")


def _next_unanswered(case: Case) -> str:
    """Say what becomes of an answer that was decided on: it leaves, or it was taken back or came back."""
    if _is_leaving(case):
        return _("We have decided and our answer is leaving. It reaches you in the next days.")
    return _("We have decided, and our answer has not reached you. Please write to us below how we reach you best.")


def _is_leaving(case: Case) -> bool:
    """Tell whether a letter with our answer waits to leave."""
    return Letter.objects.filter(case=case, meets_duty=Duty.RESPOND, state__in=LEAVING).exists()


def _waiting(case: Case) -> Dated | None:
    """Give the latest thing that we asked for and that is still open."""
    stop = ClockMark.objects.filter(case=case, stop_open=True).order_by("-on", "-pk").first()
    if stop is None:
        return None
    if stop.mark == MarkName.IDENTITY_REQUESTED:
        return Dated(stop.on, _("We asked you to show that you are the person whose data it is about."))
    return Dated(stop.on, _("We asked you a question and need your answer to go on."))


def _letters(case: Case, party: Party) -> list[Dated]:
    sent = Letter.objects.filter(case=case, party=party, state__in=LEFT, sent_at__isnull=False)
    return [
        Dated(posted_on or local_day(place=case.place, moment=at), str(LETTER_KINDS.get(name, OTHER_LETTER)))
        for name, at, posted_on in sent.values_list("name", "sent_at", "posted_on")
        if at is not None
    ]


def _messages(case: Case, party: Party) -> list[Dated]:
    moments = Message.objects.filter(case=case, party=party).values_list("received_at", flat=True)
    return [Dated(local_day(place=case.place, moment=at), _("You wrote to us")) for at in moments]


def _day(case: Case, moment: datetime | None) -> date | None:
    return local_day(place=case.place, moment=moment) if moment else None
