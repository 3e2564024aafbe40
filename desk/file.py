"""The case file as one page reads it: a fixed number of queries, whatever the length of the thread.

The history is read first: since every deed leaves an event, it tells what there is to load at all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import DateField, DateTimeField, OuterRef, Q, Subquery, Value

from cases.models import (
    AccessRecord,
    BrokenGlass,
    Case,
    Deadline,
    Event,
    InvokedRight,
    Note,
    Party,
    Release,
    Team,
    User,
    WorkItem,
)
from cases.models.release import ReleaseState
from cases.naming import openable_of, references_in, unnamed
from cases.places import today_for
from cases.selectors import Urgency, cases_for_staff, urgency
from cases.services.extending import room_to_extend
from cases.services.lateness import late_since
from cases.words import LABELS, Kind
from complaints.models import Conclusion
from correspondence.models import Attachment, Letter, Message
from desk.care import Care, care_of
from desk.dates import DutyLine, duty_lines
from desk.history import HistoryLine, cases_named, history_lines
from desk.thread import Entry, letter_entry, message_entry, note_entry, thread_of, without_names
from desk.words import staff_ids
from dsar.models import Decision
from law.words import Duty, MarkName

# Who worked on a file within this time may be working on it now.
LATELY = timedelta(minutes=15)
# What a note has none of, where notes and work items are read together.
NO_DATE = Value(None, output_field=DateField())
NO_MOMENT = Value(None, output_field=DateTimeField())


class StaffLine(NamedTuple):
    """What staff wrote or must do: a note (author, text) or a work item (owner, title, dates)."""

    kind: str
    pk: int
    at: datetime
    who: int | None
    text: str
    due_on: date | None
    done_at: datetime | None


@dataclass(frozen=True)
class RightLine:
    """A right that is invoked, and what was decided on it."""

    right: str
    outcome: str
    citation: str
    reasons: str


@dataclass(frozen=True)
class WorkLine:
    """A work item as the file shows it."""

    pk: int
    title: str
    owner: str
    due_on: date | None
    done_at: datetime | None


@dataclass(frozen=True)
class CaseFile:
    """Everything that the page of a case shows."""

    case: Case
    linked: Sequence[Case]
    parties: Sequence[Party]
    rights: Sequence[RightLine]
    urgency: Urgency
    duties: Sequence[DutyLine]
    letters: Sequence[Letter]
    thread: Sequence[Entry]
    work: Sequence[WorkLine]
    history: Sequence[HistoryLine]
    events: Sequence[Event]
    glass: Sequence[BrokenGlass]
    concerned: Sequence[str]
    releases: Sequence[Release]
    care: Care
    withheld: bool
    asked: bool
    identity_asked: bool
    late_since: date | None
    extendable: bool
    others_now: Sequence[str]


def load_file(*, user: User, reference: str, now: datetime) -> CaseFile | None:
    """Load the file of a case that this member of staff may open, or nothing."""
    case, linked = _case_and_linked(user, reference)
    if case is None:
        return None
    events = list(Event.objects.filter(case=case).order_by("seq"))
    kinds = {event.kind for event in events}
    letters = list(Letter.objects.filter(case=case)) if Kind.LETTER_QUEUED in kinds else []
    lines = _staff_lines(case) if kinds & {Kind.NOTED, Kind.WORK_ITEM} else []
    others = _lately_by_others(user, case, events, now=now)
    staff = _names(user, case, [*(event.actor for event in events), *others], letters, lines, events)
    deadlines = _deadlines(case)
    care = care_of(case=case, user=user, kinds=kinds)
    shown = [*linked, *(link.case for link in care.links)]
    named = cases_named(events) | references_in(_written(letters, lines)) - {reference}
    openable = _openable(user, named, shown)
    closed = named - openable
    return CaseFile(
        case=case,
        linked=linked,
        parties=list(Party.objects.filter(case=case)),
        rights=_rights(deadlines),
        urgency=urgency(case, now),
        duties=duty_lines(case=case, deadlines=deadlines, letters=letters, today=today_for(case, now)),
        letters=letters,
        thread=thread_of(
            [
                *_messages(case, events),
                *(without_names(letter_entry(letter, staff), closed) for letter in letters),
                *(without_names(_note(line, staff), closed) for line in lines if line.kind == "note"),
            ]
        ),
        work=[_work(line, staff, closed) for line in lines if line.kind == "work"],
        history=history_lines(
            events,
            staff,
            openable=openable,
            teams=_teams() if Kind.GIVEN_TO_TEAM in kinds else {},
        ),
        events=events,
        glass=_glass(case) if Kind.GLASS_BROKEN in kinds else [],
        concerned=_concerned(case) if Kind.CONCERN_NAMED in kinds else [],
        releases=_releases(case) if Kind.RELEASE_ASKED in kinds else [],
        withheld=Kind.ACKNOWLEDGEMENT_WITHHELD in kinds,
        care=care,
        asked=_asked(events, MarkName.CLARIFICATION_REQUESTED, MarkName.CLARIFIED),
        identity_asked=_asked(events, MarkName.IDENTITY_REQUESTED, MarkName.IDENTITY_CONFIRMED),
        late_since=late_since(case, now),
        extendable=_extendable(case, deadlines, kinds, today_for(case, now)),
        others_now=sorted(staff.get(pk, "A colleague") for pk in staff_ids([*others])),
    )


def _lately_by_others(user: User, case: Case, events: Sequence[Event], *, now: datetime) -> set[str]:
    """Give the other members of staff who read or changed the file in the last quarter of an hour, as actors."""
    since = now - LATELY
    read = AccessRecord.objects.filter(case=case, at__gt=since).order_by().values_list("actor", flat=True).distinct()
    changed = {event.actor for event in events if event.recorded_at > since}
    return ({*read} | changed) - {str(user.actor)}


def _case_and_linked(user: User, reference: str) -> tuple[Case | None, list[Case]]:
    """Give the case, the one it is about and those about it, as far as this member of staff may open them."""
    own = Case.objects.filter(reference=reference)
    about_it = Q(about=Subquery(own.values("pk")[:1]))
    it_is_about = Q(pk=Subquery(own.values("about")[:1]))
    found = cases_for_staff(user).filter(Q(reference=reference) | about_it | it_is_about)
    last = Conclusion.objects.filter(complaint__case=OuterRef("pk")).order_by("-at", "-pk")
    wide = found.select_related("officer", "team", "rights_request", "complaint").annotate(
        established=Subquery(last.values("established")[:1])
    )
    # Without an order: the one by receipt would be read from end to end to find these few.
    cases = list(wide.order_by())
    case = next((case for case in cases if case.reference == reference), None)
    return case, [other for other in cases if other is not case]


def _written(letters: Sequence[Letter], lines: Sequence[StaffLine]) -> list[str]:
    """Give what the house wrote on the file."""
    return [
        *(letter.body for letter in letters),
        *(letter.subject for letter in letters),
        *(line.text for line in lines),
    ]


def _openable(user: User, named: Collection[str], shown: Sequence[Case]) -> set[str]:
    """Give the references that the file may name to this member of staff; those of cases at hand are not asked for again."""
    known = {case.reference for case in shown}
    return known | openable_of(user=user, references=set(named) - known)


def _deadlines(case: Case) -> list[Any]:
    """Give the deadlines, each with what was decided on its right."""
    right = InvokedRight.objects.filter(case=case, right=OuterRef("right"))
    decided = Decision.objects.filter(request__case=case, right=OuterRef("right")).order_by("-at", "-pk")
    rows = Deadline.objects.filter(case=case).annotate(
        outcome=Subquery(right.values("outcome")[:1]),
        citation=Subquery(decided.values("citation")[:1]),
        reasons=Subquery(decided.values("reasons")[:1]),
    )
    return list(rows)


def _extendable(case: Case, deadlines: Sequence[Deadline], kinds: Collection[str], today: date) -> bool:
    """Tell whether a right may be extended now; the law room is asked only where marks on the clock may have changed that."""
    rows = [row for row in deadlines if row.duty == Duty.ANNOUNCE_EXTENSION and row.statutory and row.due_on]
    if not case.is_open or not rows:
        return False
    if Kind.MARKED in kinds:
        return any(room.refusal is None for room in room_to_extend(case=case, on=today))
    late = {row.right for row in rows if row.is_overdue(today)}
    return any(row.right not in late for row in rows)


def _rights(deadlines: Sequence[Any]) -> list[RightLine]:
    lines = {
        row.right: RightLine(
            right=row.get_right_display(),
            outcome=LABELS.get(row.outcome or "", ""),
            citation=row.citation or "",
            reasons=row.reasons or "",
        )
        for row in deadlines
    }
    return list(lines.values())


def _asked(events: Sequence[Event], question: MarkName, answer: MarkName) -> bool:
    """Tell whether the last word on a matter is our question, and it did arrive."""
    asked: dict[tuple[str, Any], bool] = {
        (Kind.MARKED, question): True,
        (Kind.MARKED, answer): False,
        (Kind.MARK_TAKEN_OFF, question): False,
    }
    words = [asked.get((event.kind, event.payload.get("mark"))) for event in events]
    return bool(next((word for word in reversed(words) if word is not None), False))


def _messages(case: Case, events: Sequence[Event]) -> list[Entry]:
    came = [event for event in events if event.kind == Kind.MESSAGE_RECEIVED]
    messages = list(Message.objects.filter(case=case)) if came else []
    files: dict[int, list[Attachment]] = {}
    if any(event.payload.get("attachments") for event in came):
        for attachment in Attachment.objects.filter(message__case=case):
            files.setdefault(attachment.message_id, []).append(attachment)
    return [message_entry(message, files.get(message.pk, [])) for message in messages]


def _staff_lines(case: Case) -> list[StaffLine]:
    """Give notes and work items in one query."""
    notes = (
        Note.objects.filter(case=case)
        .order_by()
        .values_list(Value("note"), "pk", "at", "author_id", "text", NO_DATE, NO_MOMENT)
    )
    items = (
        WorkItem.objects.filter(case=case)
        .order_by()
        .values_list(Value("work"), "pk", "opened_at", "owner_id", "title", "due_on", "done_at")
    )
    return [StaffLine(*line) for line in items.union(notes, all=True)]


def _names(
    user: User,
    case: Case,
    actors: Sequence[str],
    letters: Sequence[Letter],
    lines: Sequence[StaffLine],
    events: Sequence[Event],
) -> dict[int, str]:
    """Give the names of the members of staff that the file speaks of; those at hand are not asked for again."""
    known = {person.pk: str(person) for person in (user, case.officer) if person is not None}
    wanted = staff_ids([*actors, *(letter.by for letter in letters)])
    wanted |= {line.who for line in lines if line.who is not None}
    wanted |= {event.payload["new"] for event in events if event.kind == Kind.ASSIGNED and event.payload.get("new")}
    wanted |= {event.payload["person"] for event in events if "person" in event.payload}
    missing = wanted - known.keys()
    others = User.objects.filter(pk__in=missing) if missing else []
    return {**known, **{other.pk: str(other) for other in others}}


def _teams() -> dict[int, str]:
    return dict(Team.objects.values_list("pk", "name"))


def _glass(case: Case) -> list[BrokenGlass]:
    return list(BrokenGlass.objects.filter(case=case).select_related("person"))


def _concerned(case: Case) -> list[str]:
    return sorted(str(concern.person) for concern in case.concerns.select_related("person"))


def _releases(case: Case) -> list[Release]:
    """Give the answer that waits for release, and those that were sent back."""
    shown = (ReleaseState.WAITING, ReleaseState.SENT_BACK)
    return list(Release.objects.filter(case=case, state__in=shown).select_related("by", "second"))


def _note(line: StaffLine, staff: Mapping[int, str]) -> Entry:
    return note_entry(pk=line.pk, at=line.at, author=staff.get(line.who or 0, "A colleague"), text=line.text)


def _work(line: StaffLine, staff: Mapping[int, str], closed: Collection[str]) -> WorkLine:
    owner = staff.get(line.who, "") if line.who else ""
    return WorkLine(line.pk, unnamed(line.text, closed), owner, line.due_on, line.done_at)
