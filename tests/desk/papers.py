"""Puts papers on a case: messages with files, notes, work items."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from cases.models import Case, ConfirmedFigure, Release, User
from cases.places import today_for
from cases.services.figures import confirm_figure
from cases.services.release import ask_release
from cases.services.work import add_note, open_work_item
from cases.vault import store
from cases.words import SYSTEM
from complaints.services.escalate import Lodged, escalate
from complaints.services.investigate import Evidence, record_finding
from complaints.services.remedies import set_remedy
from correspondence.acts import free_draft, write_letter
from correspondence.models import Letter, OutboxState
from correspondence.services.inbox import Received, ReceivedFile, add_message

Sit = Callable[[User | None], Client]
PDF = ReceivedFile(name="id.pdf", content_type="application/pdf", content=b"%PDF-1.4", sha256="0" * 64)


def write_to(case: Case, *, count: int = 1, text: str = "Here is more.", html: str = "", files: bool = False) -> None:
    """Let the person write to the case so many times."""
    party = case.parties.get(opened_case=True)
    for number in range(count):
        moment = timezone.now() + timedelta(seconds=number)
        received = Received(
            received_at=moment,
            raw=store(b"From: requester", now=moment),
            from_name=party.name,
            from_email=party.email,
            subject="More",
            text=text,
            reply_text=text,
            html=html,
            files=[PDF] if files else [],
        )
        add_message(case=case, party=party, received=received, now=moment)


def fill(case: Case, *, officer: User, messages: int) -> None:
    """Give the case a thread with files, notes and work items."""
    write_to(case, count=messages, files=True)
    for number in range(messages):
        add_note(case=case, text=f"Note {number}", author=officer, now=timezone.now())
    open_work_item(case=case, kind="letter_not_arrived", title="Call them", by=SYSTEM, now=timezone.now())


def investigate(case: Case, *, officer: User) -> dict[str, int]:
    """Give a complaint a finding, a remedy and an authority's file; give the key of each by the name of its page."""
    now = timezone.now()
    today = today_for(case, now)
    evidence = Evidence(message=case.messages.first())
    finding = record_finding(case=case, asked="Why?", found="So.", evidence=evidence, officer=officer, now=now)
    soon = today + timedelta(days=9)
    remedy = set_remedy(case=case, what="Mend the list", owner=officer, due_on=soon, officer=officer, now=now)
    lodged = Lodged("Berlin authority", today, soon, reference="521.7", email="mail@authority.example")
    file = escalate(case=case, lodged=lodged, officer=officer, now=now)
    return {
        "finding_back": finding.pk,
        "remedy_done": remedy.pk,
        "authority_answered": file.pk,
        "authority_closed": file.pk,
    }


def confirmed_figure() -> ConfirmedFigure:
    """Let an administrator confirm a figure of California that nobody had verified."""
    confirmer = User.objects.create_superuser(username="confirmer", password="confirmer-password")
    source = "11 CCR 7027(e), read on 4 September 2026"
    told = {"regime": "us-ca-ccpa", "right": "limit_sensitive", "part": "respond", "source": source}
    confirm_figure(**told, administrator=confirmer, now=timezone.now())
    return ConfirmedFigure.objects.get()


def letters_by_post(case: Case, *, officer: User) -> dict[str, int]:
    """Make a letter that waits to be posted and one whose mail failed; give their numbers by the act that each is for."""
    party, now = case.parties.get(opened_case=True), timezone.now()
    by_mail = free_draft(case=case, party=party, now=now)
    by_post = replace(by_mail, by_post=True, postal_address="Renate Requester\n10115 Berlin")
    waiting, failed = (
        write_letter(case=case, party=party, letter=letter, key=f"post:{letter.by_post}", by=officer.actor, now=now)
        for letter in (by_post, by_mail)
    )
    Letter.objects.filter(pk=failed.pk).update(state=OutboxState.FAILED)
    return {
        "posted": waiting.pk,
        "returned": waiting.pk,
        "letter_print": waiting.pk,
        "letter_pdf": waiting.pk,
        "post_instead": failed.pk,
    }


def waiting_release(case: Case, decider: User) -> Release:
    """Let an answer that this officer decided on wait for a second person."""
    letter = {"name": "response_request", "language": "en", "subject": "Your request", "body": "No."}
    return ask_release(case=case, said={}, letter=letter, key=f"k{case.pk}", by=decider, now=timezone.now())
