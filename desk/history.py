"""The history of a case in words that an officer reads: one sentence for each kind of event."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from cases import lifecycle
from cases.models import Event
from cases.words import LABELS, Audience, Kind, LawChoice
from desk.carehistory import CARE_SENTENCES
from desk.words import actor_name, day, duty_name, law_name, place_name, spoken

Facts = Mapping[str, Any]
NO_TEAMS: Mapping[int, str] = {}
LETTER_WORDS = {
    "acknowledgement": "the acknowledgement",
    "clarification": "the question to the person",
    "extension": "the notice of extension",
    "free": "a letter",
    "response_request": "the answer",
    "response_complaint": "the answer",
    "identity": "the request to show who the person is",
    "withdrawal": "the confirmation of the withdrawal",
    "merged": "the letter about the duplicate",
    "transfer": "the letter that says whose matter it is",
    "authority": "the letter to the authority",
}
WITHHELD_WORDS = {
    "no_address": "there is no address to write to",
    "foreign_address": "its address is in a script that many mail servers do not take; try by hand, or write by post",
    "address_cap": "this address was sent too many letters today",
    "domain_cap": "this domain was sent too many letters this hour",
}
LAW_CHOICES: dict[str, str] = {
    LawChoice.APPLIES: "applies to this case, an officer says",
    LawChoice.DOES_NOT: "does not apply to this case, an officer says",
    LawChoice.BY_PLACE: "as the place says, again",
}
TAKEN_OFF_WORDS = {"bounced": "since the letter did not arrive"}
WORK_WORDS = {
    "letter_not_arrived": "a letter did not arrive",
    "investigation": "a step of the investigation",
    "remedy": "a remedy",
    "escalation": "an authority is to be answered",
    "by_officer": "by an officer",
    "glass_broken": "read why the case was opened in need",
    "sent_back": "the answer was sent back",
    "release": "release the answer",
}
# The facts of an event that name another case.
OTHER_CASES = ("other", "about")
PEOPLE: dict[str, str] = {
    Kind.CONCERN_NAMED: "It concerns {}, for whom it does not exist any more",
    Kind.CONCERN_LIFTED: "It no longer concerns {}",
}


@dataclass(frozen=True)
class HistoryLine:
    """One line: when, who, what; `recorded_at` only where it was recorded later than it happened."""

    seq: int
    at: datetime
    who: str
    what: str
    recorded_at: datetime | None


def history_lines(
    events: Sequence[Event],
    staff: Mapping[int, str],
    *,
    openable: Collection[str] = (),
    teams: Mapping[int, str] = NO_TEAMS,
) -> list[HistoryLine]:
    """Give the history, newest first; of other cases it names by reference those that the reader may open alone."""
    return [
        HistoryLine(
            seq=event.seq,
            at=event.occurred_at,
            who=actor_name(event.actor, staff),
            what=sentence(event, staff, openable=openable, teams=teams),
            recorded_at=event.recorded_at if event.recorded_at.date() != event.occurred_at.date() else None,
        )
        for event in sorted(events, key=lambda event: -event.seq)
    ]


def cases_named(events: Sequence[Event]) -> set[str]:
    """Give the references of other cases that the events name."""
    return {event.payload[fact] for event in events for fact in OTHER_CASES if event.payload.get(fact)}


def sentence(
    event: Event, staff: Mapping[int, str], *, openable: Collection[str] = (), teams: Mapping[int, str] = NO_TEAMS
) -> str:
    """Say what one event tells; a kind without a sentence of its own is named."""
    if event.kind == Kind.ASSIGNED:
        return _assigned(event.payload, staff)
    if event.kind == Kind.GIVEN_TO_TEAM:
        return (
            f"Given to the team “{teams[event.payload['new']]}”"
            if event.payload.get("new") in teams
            else "Given to a team"
        )
    if event.kind in PEOPLE:
        return PEOPLE[event.kind].format(staff.get(event.payload.get("person", 0), "A former member of staff"))
    say = SENTENCES.get(event.kind)
    closed = {
        fact: "another case" for fact in OTHER_CASES if event.payload.get(fact) and event.payload[fact] not in openable
    }
    return say({**event.payload, **closed}) if say else str(event.get_kind_display())


def _registered(facts: Facts) -> str:
    procedure = LABELS.get(facts.get("procedure", ""), "case").lower()
    channel = LABELS.get(facts.get("channel", ""), "").lower().replace("e-mail", "mail")
    rights = [spoken(right) for right in facts.get("rights", []) if right != facts.get("procedure")]
    asked = f" ({', '.join(rights)})" if rights else ""
    return f"Registered as a {procedure}{asked}, received by {channel} on {day(facts.get('received_on'))}"


def _state(code: Any) -> str:
    return lifecycle.LABELS[lifecycle.State(code)].lower() if code else "nothing"


def _moved(facts: Facts) -> str:
    why = f": {spoken(facts['why'])}" if facts.get("why") else ""
    return f"Went from {_state(facts.get('old'))} to {_state(facts.get('new'))}{why}"


def _assigned(facts: Facts, staff: Mapping[int, str]) -> str:
    new = facts.get("new")
    if new is None:
        return "Given back: nobody has it"
    return f"Given to {staff.get(new, 'a former member of staff')}"


def _rights_changed(facts: Facts) -> str:
    return f"Rights changed from {_list(facts.get('old'))} to {_list(facts.get('new'))}"


def _described(facts: Facts) -> str:
    before = f", where it had been {day(facts['received_before'])} before" if facts.get("received_before") else ""
    return (
        f"Described anew: place {place_name(facts.get('place', ''))}, language {facts.get('language', '–')}, "
        f"received on {day(facts.get('received_on'))} there{before}"
    )


def _marked(facts: Facts) -> str:
    part = f", {_list(facts['rights'])} alone" if facts.get("rights") else ""
    return f"Clock: {spoken(facts.get('mark', ''))} on {day(facts.get('on'))}{part}"


def _mark_taken_off(facts: Facts) -> str:
    why = TAKEN_OFF_WORDS.get(facts.get("why", ""), spoken(facts.get("why", "")))
    return f"Clock: {spoken(facts.get('mark', ''))} on {day(facts.get('on'))} no longer counts, {why}"


def _date_moved(facts: Facts) -> str:
    what = f"{duty_name(facts.get('duty', '')).lower()}, {spoken(facts.get('right', ''))}"
    why = ", since the law or its figures changed" if facts.get("cause") == "law_changed" else ""
    return f"Date moved ({what}): from {day(facts.get('old'))} to {day(facts.get('new'))}{why}"


def _duty_met(facts: Facts) -> str:
    return f"Duty to {duty_name(facts.get('duty', '')).lower()} met on {day(facts.get('on'))}"


def _duty_reopened(facts: Facts) -> str:
    return f"Duty to {duty_name(facts.get('duty', '')).lower()} open again: the letter {spoken(facts.get('why', ''))}"


def _noticed(facts: Facts) -> str:
    threshold = LABELS.get(facts.get("threshold", ""), "Date noticed")
    return f"{threshold}: {duty_name(facts.get('duty', '')).lower()} by {day(facts.get('for_on'))}"


def _law_chosen(facts: Facts) -> str:
    chosen = LAW_CHOICES.get(facts.get("choice", ""), "chosen by an officer")
    return f"{law_name(facts.get('regime', ''))}: {chosen}{_taken_from(facts)}"


def _contract(facts: Facts) -> str:
    days = facts.get("days", 0)
    if not days:
        return "The promise of a contract was taken off"
    return f"A contract promises an answer in {days} days{_taken_from(facts)}"


def _taken_from(facts: Facts) -> str:
    return f", taken over from {facts['other']}" if facts.get("other") else ""


def _dates_refused(_facts: Facts) -> str:
    return "The dates could not be computed anew after a change of law; those before it stand"


def _message(facts: Facts) -> str:
    count = facts.get("attachments", 0)
    files = f" with {count} file{'' if count == 1 else 's'}" if count else ""
    return f"A message came{files}"


def _read_again(facts: Facts) -> str:
    count = facts.get("attachments", 0)
    brought = ["what it says changed"] if facts.get("words") else []
    brought += [f"{count} file{'' if count == 1 else 's'} came to it"] if count else []
    return f"A message was read again: {' and '.join(brought)}"


def _letter(words: str) -> Callable[[Facts], str]:
    def say(facts: Facts) -> str:
        name = LETTER_WORDS.get(facts.get("name", ""), "a letter")
        return words.format(letter=name, Letter=name[0].upper() + name[1:])

    return say


def _sent(facts: Facts) -> str:
    posted = facts.get("posted_on")
    return _letter(f"{{Letter}} was posted on {day(posted)}" if posted else "{Letter} was sent")(facts)


def _withheld(facts: Facts) -> str:
    why = facts.get("why", "")
    return f"Acknowledgement not sent: {WITHHELD_WORDS.get(why, spoken(why))}"


def _decided(facts: Facts) -> str:
    code = str(facts.get("outcome", ""))
    outcome = LABELS.get(code, code).lower()
    right = f"{spoken(facts['right']).capitalize()}: " if facts.get("right") else "Decided: "
    return f"{right}{outcome}"


def _work(words: str) -> Callable[[Facts], str]:
    return lambda facts: f"{words}: {WORK_WORDS.get(facts.get('what', ''), spoken(facts.get('what', '')))}"


def _audience(facts: Facts) -> str:
    if facts.get("new") == Audience.APPLICANTS:
        return "An applicant’s case: the work of human resources"
    return "Not an applicant’s case: the work of the officers"


def _glass_broken(facts: Facts) -> str:
    said = "Opened in need by someone to whom it is closed"
    if not facts.get("until"):
        return said
    return f"{said}, until {localtime(datetime.fromisoformat(facts['until'])):%-d %B %Y, %H:%M}"


def _late(facts: Facts) -> str:
    return f"The answer is late: {LABELS.get(facts.get('new', ''), '').lower()}"


def _list(words: Any) -> str:
    return ", ".join(spoken(word) for word in words or []) or "none"


SENTENCES: dict[str, Callable[[Facts], str]] = {
    Kind.REGISTERED: _registered,
    Kind.MOVED: _moved,
    Kind.RIGHTS_CHANGED: _rights_changed,
    Kind.DESCRIBED: _described,
    Kind.MARKED: _marked,
    Kind.MARK_TAKEN_OFF: _mark_taken_off,
    Kind.DATE_MOVED: _date_moved,
    Kind.DUTY_MET: _duty_met,
    Kind.DUTY_REOPENED: _duty_reopened,
    Kind.DATE_NOTICED: _noticed,
    Kind.MESSAGE_RECEIVED: _message,
    Kind.MESSAGE_READ_AGAIN: _read_again,
    Kind.LETTER_QUEUED: _letter("{Letter} was put in the outbox"),
    Kind.LETTER_SENT: _sent,
    Kind.LETTER_FAILED: _letter("{Letter} did not arrive"),
    Kind.LETTER_WITHDRAWN: _letter("{Letter} was taken back before it left"),
    Kind.ACKNOWLEDGEMENT_WITHHELD: _withheld,
    Kind.DECIDED: _decided,
    Kind.LATE_EXPLAINED: _late,
    Kind.LAW_CHOSEN: _law_chosen,
    Kind.CONTRACT_PROMISED: _contract,
    Kind.DATES_REFUSED: _dates_refused,
    Kind.WORK_ITEM: _work("Work item opened"),
    Kind.WORK_DONE: _work("Work item done"),
    Kind.RESTRICTED: lambda _: "Restricted: the data protection officer only",
    Kind.RESTRICTION_LIFTED: lambda _: "The restriction was lifted",
    Kind.AUDIENCE_CHANGED: _audience,
    Kind.GLASS_BROKEN: _glass_broken,
    Kind.RELEASE_ASKED: lambda _: "The answer waits for a colleague’s release",
    Kind.RELEASED: lambda _: "A second person released the answer",
    Kind.RELEASE_TAKEN_BACK: lambda _: "The answer was taken back before its release",
    Kind.SENT_BACK: lambda _: "A second person sent the answer back",
    **CARE_SENTENCES,
}
