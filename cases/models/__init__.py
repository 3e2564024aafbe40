"""The file that every procedure shares."""

from cases.models.blob import Blob
from cases.models.care import CaseLink, Correction, LegalHold
from cases.models.case import Case, InvokedRight, Party
from cases.models.clock import ClockMark, Deadline, Notice
from cases.models.history import AccessRecord, Anchor, Event
from cases.models.law import CaseLaw, ConfirmedFigure, ContractPromise, Recomputing
from cases.models.release import Release
from cases.models.sight import BrokenGlass, Concern
from cases.models.staff import AccountChange, Count, Heartbeat, User
from cases.models.team import Membership, Team
from cases.models.work import Note, WorkItem

__all__ = [
    "AccessRecord",
    "AccountChange",
    "Anchor",
    "Blob",
    "BrokenGlass",
    "Case",
    "CaseLaw",
    "CaseLink",
    "ClockMark",
    "Concern",
    "ConfirmedFigure",
    "ContractPromise",
    "Correction",
    "Count",
    "Deadline",
    "Event",
    "Heartbeat",
    "InvokedRight",
    "LegalHold",
    "Membership",
    "Note",
    "Notice",
    "Party",
    "Recomputing",
    "Release",
    "Team",
    "User",
    "WorkItem",
]
