"""The history in words: every kind of event has its sentence, and none shows a code or a number of ours."""

from datetime import UTC, datetime

import pytest

from cases.models import Event
from cases.words import Kind
from desk.history import SENTENCES, history_lines, sentence

STAFF = {7: "Ola Berg"}
OPENABLE = {"CD-7K3M-Q9XT"}
SAID: dict[Kind, tuple[dict[str, object], str]] = {
    Kind.REGISTERED: (
        {"procedure": "rights_request", "channel": "mail", "received_on": "2026-09-03", "rights": ["access"]},
        "Registered as a rights request (access), received by mail on 3 September 2026",
    ),
    Kind.MOVED: ({"old": "received", "new": "in_progress"}, "Went from received to in progress"),
    Kind.ASSIGNED: ({"new": 7}, "Given to Ola Berg"),
    Kind.RIGHTS_CHANGED: (
        {"old": ["access"], "new": ["access", "opt_out"]},
        "Rights changed from access to access, opt out",
    ),
    Kind.DESCRIBED: (
        {"place": "DE", "language": "de", "received_on": "2026-09-03"},
        "Described anew: place Germany, language de, received on 3 September 2026 there",
    ),
    Kind.MARKED: (
        {"mark": "clarification_requested", "on": "2026-09-03"},
        "Clock: clarification requested on 3 September 2026",
    ),
    Kind.MARK_TAKEN_OFF: (
        {"mark": "extended", "on": "2026-09-03", "why": "bounced"},
        "Clock: extended on 3 September 2026 no longer counts, since the letter did not arrive",
    ),
    Kind.DATE_MOVED: (
        {"right": "access", "duty": "respond", "old": "2026-10-05", "new": "2026-12-03"},
        "Date moved (answer, access): from 5 October 2026 to 3 December 2026",
    ),
    Kind.DUTY_MET: ({"duty": "acknowledge", "on": "2026-09-03"}, "Duty to acknowledge met on 3 September 2026"),
    Kind.DUTY_REOPENED: (
        {"duty": "respond", "why": "bounced"},
        "Duty to answer open again: the letter bounced",
    ),
    Kind.DATE_NOTICED: (
        {"duty": "respond", "threshold": "overdue", "for_on": "2026-10-05"},
        "Overdue: answer by 5 October 2026",
    ),
    Kind.NOTED: ({"note": 1}, "Note added"),
    Kind.MESSAGE_READ_AGAIN: (
        {"words": True, "attachments": 1},
        "A message was read again: what it says changed and 1 file came to it",
    ),
    Kind.MESSAGE_RECEIVED: ({"attachments": 2}, "A message came with 2 files"),
    Kind.LETTER_QUEUED: ({"name": "acknowledgement"}, "The acknowledgement was put in the outbox"),
    Kind.LETTER_SENT: ({"name": "response_request"}, "The answer was sent"),
    Kind.LETTER_FAILED: ({"name": "free"}, "A letter did not arrive"),
    Kind.LETTER_WITHDRAWN: ({"name": "clarification"}, "The question to the person was taken back before it left"),
    Kind.ACKNOWLEDGEMENT_WITHHELD: (
        {"why": "no_address"},
        "Acknowledgement not sent: there is no address to write to",
    ),
    Kind.DECIDED: ({"right": "access", "outcome": "partly_granted"}, "Access: partly granted"),
    Kind.LAW_CHOSEN: (
        {"regime": "uk-gdpr", "choice": "does_not"},
        "UK GDPR: does not apply to this case, an officer says",
    ),
    Kind.CONTRACT_PROMISED: ({"days": 14}, "A contract promises an answer in 14 days"),
    Kind.DATES_REFUSED: (
        {"edition": "x"},
        "The dates could not be computed anew after a change of law; those before it stand",
    ),
    Kind.FINDING: ({}, "Finding recorded"),
    Kind.WORK_ITEM: ({"what": "letter_not_arrived"}, "Work item opened: a letter did not arrive"),
    Kind.COMPLAINT_DESCRIBED: (
        {"old": "other", "new": "request", "about": "CD-7K3M-Q9XT"},
        "Ground of the complaint: request, about CD-7K3M-Q9XT",
    ),
    Kind.FINDING_TAKEN_BACK: ({"finding": 1}, "Finding taken back"),
    Kind.REMEDY_SET: ({"due_on": "2026-10-01"}, "A remedy was decided on, to be done by 1 October 2026"),
    Kind.REMEDY_DONE: ({"on": "2026-09-30"}, "A remedy was carried out on 30 September 2026"),
    Kind.ESCALATED: (
        {"received_on": "2026-09-18", "answer_by": "2026-10-02"},
        "Taken up by an authority: its letter came on 18 September 2026, our answer is wanted by 2 October 2026",
    ),
    Kind.ESCALATION_ANSWERED: ({"on": "2026-09-30"}, "The authority was answered on 30 September 2026"),
    Kind.ESCALATION_CLOSED: ({"on": "2026-10-30"}, "The authority closed its file on 30 October 2026"),
    Kind.LINKED: ({"tie": "split", "other": "CD-7K3M-Q9XT"}, "Split with CD-7K3M-Q9XT"),
    Kind.CORRECTED: (
        {"what": "received_on", "old": "2026-09-03", "new": "2026-08-27"},
        "Day of receipt corrected from 3 September 2026 to 27 August 2026",
    ),
    Kind.HELD: ({"hold": 1}, "Legal hold set"),
    Kind.HOLD_RELEASED: ({}, "Legal hold released"),
    Kind.WORK_DONE: ({"what": "letter_not_arrived"}, "Work item done: a letter did not arrive"),
    Kind.RESTRICTED: ({}, "Restricted: the data protection officer only"),
    Kind.RESTRICTION_LIFTED: ({}, "The restriction was lifted"),
    Kind.CONCERN_NAMED: ({"person": 7}, "It concerns Ola Berg, for whom it does not exist any more"),
    Kind.CONCERN_LIFTED: ({"person": 7}, "It no longer concerns Ola Berg"),
    Kind.AUDIENCE_CHANGED: (
        {"old": "general", "new": "applicants"},
        "An applicant’s case: the work of human resources",
    ),
    Kind.GLASS_BROKEN: (
        {"until": "2026-09-03T14:00:00+00:00"},
        "Opened in need by someone to whom it is closed, until 3 September 2026, 15:00",
    ),
    Kind.GIVEN_TO_TEAM: ({"old": 1, "new": 2}, "Given to the team “Europe”"),
    Kind.LATE_EXPLAINED: ({"new": "search"}, "The answer is late: the search took longer"),
    Kind.RELEASE_ASKED: ({}, "The answer waits for a colleague’s release"),
    Kind.RELEASED: ({}, "A second person released the answer"),
    Kind.RELEASE_TAKEN_BACK: ({}, "The answer was taken back before its release"),
    Kind.SENT_BACK: ({}, "A second person sent the answer back"),
}


def event(kind: Kind, payload: dict[str, object], *, seq: int = 1, actor: str = "staff:7") -> Event:
    """Give an event that is not saved."""
    at = datetime(2026, 9, 3, 12, tzinfo=UTC)
    return Event(seq=seq, kind=kind, actor=actor, payload=payload, occurred_at=at, recorded_at=at)


@pytest.mark.parametrize("kind", list(Kind))
def test_event_is_told_in_words(kind: Kind) -> None:
    payload, words = SAID[kind]
    assert sentence(event(kind, payload), STAFF, openable=OPENABLE, teams={2: "Europe"}) == words


@pytest.mark.parametrize("kind", list(SENTENCES))
def test_event_without_its_facts_is_still_told(kind: str) -> None:
    assert sentence(event(Kind(kind), {}), STAFF, openable=OPENABLE)


def test_newest_event_comes_first_with_who_did_it() -> None:
    lines = history_lines([event(Kind.NOTED, {}, seq=1), event(Kind.NOTED, {}, seq=2, actor="system")], STAFF)
    assert [(line.seq, line.who) for line in lines] == [(2, "The desk"), (1, "Ola Berg")]


def test_who_left_the_house_is_not_a_number() -> None:
    assert history_lines([event(Kind.NOTED, {}, actor="staff:99")], STAFF)[0].who == "A former member of staff"


@pytest.mark.parametrize(
    ("kind", "fact", "words"),
    [
        (Kind.LINKED, {"tie": "related", "other": "CD-2222-3333"}, "Linked to another case"),
        (
            Kind.COMPLAINT_DESCRIBED,
            {"new": "marketing", "about": "CD-2222-3333"},
            "Ground of the complaint: marketing, about another case",
        ),
    ],
)
def test_a_case_that_is_closed_to_the_reader_is_not_named(kind: Kind, fact: dict[str, object], words: str) -> None:
    assert history_lines([event(kind, fact)], STAFF, openable=OPENABLE)[0].what == words
