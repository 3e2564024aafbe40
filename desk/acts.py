"""The acts that the file offers now: each with its name, what will happen, and whether it is the next step."""

from dataclasses import dataclass, replace

from django.urls import reverse

from cases import lifecycle
from cases.lifecycle import State
from cases.models.release import ReleaseState
from cases.services.ending import ENDINGS
from correspondence.acts import NOT_ARRIVED
from correspondence.models import OutboxState
from desk.file import CaseFile


@dataclass(frozen=True)
class Act:
    """One act: the end of its address, its name and what it does, in words; `leads` marks the usual next step."""

    slug: str
    name: str
    does: str
    leads: bool = False
    address: str = ""
    group: str = ""


def acts_for(*, file: CaseFile) -> list[Act]:
    """Give the acts that the case's state allows; the service decides again when one is done."""
    groups = {
        "Answer": [*_answering(file), *_clock(file)],
        "Investigate": _investigating(file),
        "Write": _writing(file),
        "Keep the file": _keeping(file),
        "End": _ending(file),
    }
    return [
        replace(act, address=reverse(f"admin:act_{act.slug}", args=[file.case.reference]), group=group)
        for group, acts in groups.items()
        for act in acts
    ]


def _answering(file: CaseFile) -> list[Act]:
    if not file.case.is_open:
        return []
    if any(release.state == ReleaseState.WAITING for release in file.releases):
        return []
    what = "outcome, what was established, what is put right" if _is_complaint(file) else "an outcome for each right"
    acts = [Act("decide", "Decide and answer…", f"Record {what}, and send the answer.", leads=not file.asked)]
    tried = file.withheld or any(letter.name == "acknowledgement" for letter in file.letters)
    if tried and not _has_letter(file, "acknowledgement"):
        why = "It was withheld, taken back or did not arrive."
        acts.insert(0, Act("acknowledge", "Send the acknowledgement…", why, leads=True))
    return acts


def _clock(file: CaseFile) -> list[Act]:
    if not file.case.is_open:
        return []
    acts = []
    if file.asked:
        acts.append(Act("clarified", "Record the answer…", "The person has answered: the clock goes on.", leads=True))
    elif not _leaving(file, "clarification"):
        acts.append(Act("ask", "Ask the person…", "Send a question; the clock stops where the law says so."))
    acts += _identity(file)
    if file.extendable:
        acts.append(Act("extend", "Extend…", "Tell the person why more time is needed; the date moves."))
    return acts


def _identity(file: CaseFile) -> list[Act]:
    """Ask who the person is where data could be handed over, or record that they showed it."""
    if file.identity_asked:
        return [
            Act("identity_shown", "Identity shown…", "The person showed who they are: the clock goes on.", leads=True)
        ]
    if _is_complaint(file) or _leaving(file, "identity") or not file.parties:
        return []
    return [Act("identity", "Ask who the person is…", "Where you doubt it; the clock stops where the law says so.")]


def _investigating(file: CaseFile) -> list[Act]:
    acts = []
    if _is_complaint(file) and file.case.is_open:
        acts += [
            Act("ground", "Ground and wish…", "What it is about, what is asked for, and the request it is about."),
            Act("plan", "Plan the investigation…", "Steps for its ground, as work items."),
            Act("finding", "Record a finding…", "What was asked, what was found, and what shows it."),
        ]
    if _is_complaint(file) and State(file.case.state) not in ENDINGS:
        acts.append(Act("remedy", "Add a remedy…", "What is put right, by whom and by when."))
    acts.append(Act("work_item", "Add a work item…", "A thing to do, with owner and date."))
    acts.append(Act("escalate", "An authority takes it up…", "Its reference and its date, watched beside ours."))
    return acts


def _writing(file: CaseFile) -> list[Act]:
    acts = [Act("note", "Add a note…", "Only staff read it.")]
    if file.parties:
        acts.insert(0, Act("write", "Write a letter…", "In your own words; it meets no duty."))
    return acts


def _keeping(file: CaseFile) -> list[Act]:
    acts = [
        Act("assign", "Assign…", "Give the case to an officer or a team."),
        Act("sight", "Who may see it…", "Restrict it, or name a colleague whom it concerns."),
    ]
    if file.late_since:
        acts.append(Act("late", "Why it is late…", "The reason, from a list; reports count it."))
    if file.case.is_open:
        acts.append(Act("describe", "Correct place or rights…", "The dates are computed anew."))
        acts.append(Act("laws", "Laws of this case…", "Add a law or take one away, with the reason."))
        acts.append(Act("contract", "Promise of a contract…", "A stricter promise than our own."))
        acts.append(Act("correct", "Correct the record…", "A wrong day of receipt, place, language or name."))
    acts.append(Act("link", "Link to another case…", "Each file then shows the other."))
    if file.case.is_open and any(entry.kind == "message" for entry in file.thread):
        acts.append(Act("split", "Split off a second case…", "Where one message asks for a right and complains."))
    if file.care.held:
        acts.append(Act("release", "Release the hold…", "The file need not be kept any longer."))
    else:
        acts.append(Act("hold", "Legal hold…", "Keep the file from removal for a dispute."))
    return acts


def _ending(file: CaseFile) -> list[Act]:
    state = State(file.case.state)
    acts = []
    if lifecycle.may_move(state, State.CLOSED):
        acts.append(Act("close", "Close…", "Work on the file ends.", leads=file.case.answered_on is not None))
    if lifecycle.may_move(state, State.WITHDRAWN):
        if file.parties:
            acts += [
                Act("withdrawn", "Confirm a withdrawal…", "The person withdrew it; a letter confirms it."),
                Act("merge", "Merge a duplicate…", "It ends and points to the case that is kept."),
                Act("transfer", "Pass on what is not ours…", "A letter says whose matter it is."),
            ]
        acts.append(Act("end", "End without a letter…", "Withdrawn, a duplicate, or not for us."))
    if not file.case.is_open:
        acts.append(Act("reopen", "Reopen…", "Work goes on and the outcome is open again."))
    return acts


def _is_complaint(file: CaseFile) -> bool:
    return hasattr(file.case, "complaint")


def _has_letter(file: CaseFile, name: str) -> bool:
    return any(letter.name == name and letter.state not in NOT_ARRIVED for letter in file.letters)


def _leaving(file: CaseFile, name: str) -> bool:
    on_its_way = (OutboxState.QUEUED, OutboxState.SENDING)
    return any(letter.name == name and letter.state in on_its_way for letter in file.letters)
