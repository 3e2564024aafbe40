"""What an investigation looks into, for each ground of a complaint: steps that become work items, with days from today.

The grounds follow the headings of the privacy policy; the steps name what it says there.
"""

from dataclasses import dataclass

from complaints.models import Ground


@dataclass(frozen=True)
class Step:
    """One step: its code, what a colleague must do, and within how many days."""

    code: str
    title: str
    days: int


HEAR = Step("hear", "Read everything on the file and list what the person says happened, with dates", 2)
WORD = Step("word", "Ask the colleagues concerned for their account in writing", 7)
RECORD = Step("record", "Compare with the record of processing and the privacy policy", 7)
LEARN = Step("learn", "Check whether other people are affected, and what would keep it from happening again", 12)

OF_GROUND: dict[Ground, tuple[Step, ...]] = {
    Ground.COLLECTION: (
        Step("source", "Find out where the data came from: account, inquiry, survey, agency or another source", 5),
        Step("told", "Check what the person was told when the data were collected", 7),
    ),
    Ground.USE: (
        Step("uses", "List each use of the person's data with its purpose and its legal basis", 5),
        Step("purpose", "Check each use against the purposes that the privacy policy names", 7),
    ),
    Ground.DISCLOSURE: (
        Step("recipients", "List to whom the data were disclosed, when and for what", 5),
        Step("agreements", "Check the agreement with each recipient, and that it keeps the data in confidence", 7),
        Step("recall", "Ask recipients who should not have the data to delete them and to confirm it", 10),
    ),
    Ground.RETENTION: (
        Step("kept", "Find which data are still kept, where, and since when", 5),
        Step("period", "Check the retention period of each, and why it was not deleted", 7),
    ),
    Ground.SECURITY: (
        Step("contain", "Make sure with the security team that no data are exposed any longer", 1),
        Step("breach", "Assess whether it is a personal data breach that must be notified (Art. 33 GDPR: 72 hours)", 1),
        Step("access", "Go through the access logs for the time in question", 5),
    ),
    Ground.MARKETING: (
        Step("stop", "Put the person's addresses and numbers on the suppression list now", 1),
        Step("optout", "Find when and how the person opted out, and what became of it", 4),
        Step("sends", "List what was sent since then, by which system or supplier", 5),
    ),
    Ground.ACCURACY: (
        Step("wrong", "Compare the data in each system with what the person says is right", 5),
        Step("spread", "Find who was given the wrong data, to tell them of the correction", 7),
    ),
    Ground.REQUEST: (
        Step("timeline", "Write down the request's history: receipt, letters, dates and decision", 3),
        Step("afresh", "Have a colleague who did not decide it look at the request afresh", 7),
    ),
    Ground.CONDUCT: (
        Step("contacts", "Collect the calls and messages in question", 4),
        Step("manager", "Ask the manager of the colleague for an account, and hear the colleague", 7),
    ),
    Ground.OTHER: (Step("narrow", "Find out which data and which handling of them it is about", 4),),
}


def steps_for(ground: str) -> list[Step]:
    """Give the steps for a ground in the order in which they are due."""
    return sorted([HEAR, *OF_GROUND[Ground(ground)], WORD, RECORD, LEARN], key=lambda step: step.days)
