"""The closed lists of words that a case is described with, one name per concept (docs/glossary.md)."""

from dataclasses import dataclass
from enum import StrEnum


class Procedure(StrEnum):
    """Which procedure a case follows."""

    COMPLAINT = "complaint"
    RIGHTS_REQUEST = "rights_request"
    APPEAL = "appeal"


class Channel(StrEnum):
    """How a message reached us."""

    MAIL = "mail"
    FORM = "form"
    API = "api"
    POST = "post"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"


class Audience(StrEnum):
    """Who works on a case: the officers, or for an applicant for a job human resources alone."""

    GENERAL = "general"
    APPLICANTS = "applicants"


class FourEyes(StrEnum):
    """Which answers a second person releases, where the organisation asks for it."""

    REFUSALS = "refusals"
    DISCLOSURES = "disclosures"
    RESTRICTED = "restricted"


class Role(StrEnum):
    """A person's role on a case."""

    DATA_SUBJECT = "data_subject"
    REQUESTER = "requester"
    COMPLAINANT = "complainant"
    AUTHORISED_AGENT = "authorised_agent"
    SUPERVISORY_AUTHORITY = "supervisory_authority"


class Outcome(StrEnum):
    """What was decided: on a right the first four, on a complaint the others."""

    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"
    NOTHING_HELD = "nothing_held"
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"


class LateReason(StrEnum):
    """Why an answer left after its date."""

    SEARCH = "search"
    OTHER_TEAM = "other_team"
    MANY_AT_ONCE = "many_at_once"
    COMPLEX = "complex"
    LOST_SIGHT = "lost_sight"
    EXTENDED_LATE = "extended_late"
    NOT_ARRIVED = "not_arrived"
    OTHER = "other"


class Threshold(StrEnum):
    """What the watch of the dates reports, and that a change of law moved one."""

    DUE_SOON = "due_soon"
    DUE_IN_TWO = "due_in_two"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    DATE_MOVED = "date_moved"


class Tie(StrEnum):
    """How one case is linked to another: as a related one, as its duplicate, or split from it."""

    RELATED = "related"
    DUPLICATE = "duplicate"
    SPLIT = "split"


class LawChoice(StrEnum):
    """What an officer says about a law and a case."""

    APPLIES = "applies"
    DOES_NOT = "does_not"
    BY_PLACE = "by_place"


class Kind(StrEnum):
    """What an event of a case's history says happened."""

    REGISTERED = "registered"
    MOVED = "moved"
    ASSIGNED = "assigned"
    GIVEN_TO_TEAM = "given_to_team"
    RIGHTS_CHANGED = "rights_changed"
    DESCRIBED = "described"
    MARKED = "marked"
    MARK_TAKEN_OFF = "mark_taken_off"
    DATE_MOVED = "date_moved"
    DATES_REFUSED = "dates_refused"
    LAW_CHOSEN = "law_chosen"
    CONTRACT_PROMISED = "contract_promised"
    DUTY_MET = "duty_met"
    DUTY_REOPENED = "duty_reopened"
    DATE_NOTICED = "date_noticed"
    NOTED = "noted"
    MESSAGE_RECEIVED = "message_received"
    MESSAGE_READ_AGAIN = "message_read_again"
    LETTER_QUEUED = "letter_queued"
    LETTER_SENT = "letter_sent"
    LETTER_FAILED = "letter_failed"
    LETTER_WITHDRAWN = "letter_withdrawn"
    ACKNOWLEDGEMENT_WITHHELD = "acknowledgement_withheld"
    DECIDED = "decided"
    LATE_EXPLAINED = "late_explained"
    FINDING = "finding"
    WORK_ITEM = "work_item"
    WORK_DONE = "work_done"
    RESTRICTED = "restricted"
    RESTRICTION_LIFTED = "restriction_lifted"
    CONCERN_NAMED = "concern_named"
    CONCERN_LIFTED = "concern_lifted"
    AUDIENCE_CHANGED = "audience_changed"
    GLASS_BROKEN = "glass_broken"
    RELEASE_ASKED = "release_asked"
    RELEASED = "released"
    SENT_BACK = "sent_back"
    RELEASE_TAKEN_BACK = "release_taken_back"
    COMPLAINT_DESCRIBED = "complaint_described"
    FINDING_TAKEN_BACK = "finding_taken_back"
    REMEDY_SET = "remedy_set"
    REMEDY_DONE = "remedy_done"
    ESCALATED = "escalated"
    ESCALATION_ANSWERED = "escalation_answered"
    ESCALATION_CLOSED = "escalation_closed"
    LINKED = "linked"
    CORRECTED = "corrected"
    HELD = "held"
    HOLD_RELEASED = "hold_released"


LABELS: dict[str, str] = {
    Procedure.COMPLAINT: "Complaint",
    Procedure.RIGHTS_REQUEST: "Rights request",
    Procedure.APPEAL: "Appeal",
    Channel.MAIL: "E-mail",
    Channel.FORM: "Web form",
    Channel.API: "API",
    Channel.POST: "Post",
    Channel.TELEPHONE: "Telephone",
    Channel.IN_PERSON: "In person",
    Audience.GENERAL: "Everybody else",
    Audience.APPLICANTS: "Applicants for a job",
    Role.DATA_SUBJECT: "Data subject",
    Role.REQUESTER: "Requester",
    Role.COMPLAINANT: "Complainant",
    Role.AUTHORISED_AGENT: "Authorised agent",
    Role.SUPERVISORY_AUTHORITY: "Supervisory authority",
    Outcome.GRANTED: "Granted",
    Outcome.PARTLY_GRANTED: "Partly granted",
    Outcome.REFUSED: "Refused",
    Outcome.NOTHING_HELD: "Nothing held",
    Outcome.UPHELD: "Upheld",
    Outcome.PARTLY_UPHELD: "Partly upheld",
    Outcome.NOT_UPHELD: "Not upheld",
    LateReason.SEARCH: "The search took longer",
    LateReason.OTHER_TEAM: "We waited for another team",
    LateReason.MANY_AT_ONCE: "Many requests came at once",
    LateReason.COMPLEX: "The matter was complex",
    LateReason.LOST_SIGHT: "We lost sight of it",
    LateReason.EXTENDED_LATE: "The extension came too late",
    LateReason.NOT_ARRIVED: "Our letter did not arrive at first",
    LateReason.OTHER: "Something else",
    Threshold.DUE_SOON: "Due within a week",
    Threshold.DUE_IN_TWO: "Due within two days",
    Threshold.DUE_TODAY: "Due today",
    Threshold.OVERDUE: "Overdue",
    Threshold.DATE_MOVED: "Date moved",
    Tie.RELATED: "Related",
    Tie.DUPLICATE: "Duplicate",
    Tie.SPLIT: "Split from it",
    LawChoice.APPLIES: "It applies to this case",
    LawChoice.DOES_NOT: "It does not apply to this case",
    LawChoice.BY_PLACE: "The place decides again",
    Kind.REGISTERED: "Case registered",
    Kind.MOVED: "State changed",
    Kind.ASSIGNED: "Assigned",
    Kind.GIVEN_TO_TEAM: "Given to a team",
    Kind.RIGHTS_CHANGED: "Rights changed",
    Kind.DESCRIBED: "Case described anew",
    Kind.MARKED: "Clock mark set",
    Kind.MARK_TAKEN_OFF: "Clock mark taken off",
    Kind.DATE_MOVED: "Date moved",
    Kind.DATES_REFUSED: "Dates could not be computed",
    Kind.LAW_CHOSEN: "Law chosen",
    Kind.CONTRACT_PROMISED: "Promise of a contract",
    Kind.DUTY_MET: "Duty met",
    Kind.DUTY_REOPENED: "Duty open again",
    Kind.DATE_NOTICED: "Date noticed",
    Kind.NOTED: "Note added",
    Kind.MESSAGE_RECEIVED: "Message received",
    Kind.MESSAGE_READ_AGAIN: "Message read again",
    Kind.LETTER_QUEUED: "Letter queued",
    Kind.LETTER_SENT: "Letter sent",
    Kind.LETTER_FAILED: "Letter failed",
    Kind.LETTER_WITHDRAWN: "Letter taken back",
    Kind.ACKNOWLEDGEMENT_WITHHELD: "Acknowledgement withheld",
    Kind.DECIDED: "Decided",
    Kind.LATE_EXPLAINED: "Lateness explained",
    Kind.FINDING: "Finding recorded",
    Kind.WORK_ITEM: "Work item opened",
    Kind.WORK_DONE: "Work item done",
    Kind.RESTRICTED: "Restricted",
    Kind.RESTRICTION_LIFTED: "Restriction lifted",
    Kind.CONCERN_NAMED: "Member of staff named",
    Kind.CONCERN_LIFTED: "Member of staff no longer named",
    Kind.AUDIENCE_CHANGED: "Audience changed",
    Kind.GLASS_BROKEN: "Glass broken",
    Kind.RELEASE_ASKED: "Release asked for",
    Kind.RELEASED: "Answer released",
    Kind.SENT_BACK: "Answer sent back",
    Kind.RELEASE_TAKEN_BACK: "Answer taken back before its release",
    Kind.COMPLAINT_DESCRIBED: "Complaint described",
    Kind.FINDING_TAKEN_BACK: "Finding taken back",
    Kind.REMEDY_SET: "Remedy decided on",
    Kind.REMEDY_DONE: "Remedy carried out",
    Kind.ESCALATED: "Taken up by an authority",
    Kind.ESCALATION_ANSWERED: "Authority answered",
    Kind.ESCALATION_CLOSED: "Authority closed its file",
    Kind.LINKED: "Linked to another case",
    Kind.CORRECTED: "Record corrected",
    Kind.HELD: "Legal hold set",
    Kind.HOLD_RELEASED: "Legal hold released",
}


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Give a model field's choices for one list of words."""
    return [(word.value, LABELS[word]) for word in words]


@dataclass(frozen=True)
class Actor:
    """Who does a deed: a member of staff by id, the person by their link or mail, a key of the API, or the system itself."""

    kind: str
    id: int | None = None

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


SYSTEM = Actor("system")
REQUESTER = Actor("requester")
AUTHORITY = Actor("authority")


def staff(user_id: int) -> Actor:
    """Give the actor for a member of staff."""
    return Actor("staff", user_id)
