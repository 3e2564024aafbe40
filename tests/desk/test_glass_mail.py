"""A case opened in need: its guards are mailed at once, once, and without anything of the case."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from cases.models import Case, Concern, User
from cases.words import SYSTEM
from correspondence.models import OutboxState, StaffMail
from correspondence.services import staffpost
from correspondence.services.staffmail import due_staff_mails, send_staff_mail
from correspondence.tasks import sweep_staff_mails
from tests.desk.papers import Sit

REASON = "She calls about a leak that goes on now."


@pytest.fixture
def closed(request_case: Case, dpo: User) -> Case:
    """Give a restricted case, and its guard a mail address."""
    Case.objects.update(restricted=True)
    User.objects.filter(pk=dpo.pk).update(email="dpo@alltracking.example")
    mail.outbox.clear()
    return request_case


def break_glass(browser: Client, case: Case) -> None:
    said = {"reference": case.reference, "reason": REASON}
    assert browser.post(reverse("admin:break_glass"), said)["Location"] == reverse("admin:case", args=[case.reference])


def test_the_guard_is_mailed_reference_who_and_a_link_and_no_reason(
    closed: Case, officer: User, at_desk: Client
) -> None:
    break_glass(at_desk, closed)
    sweep_staff_mails()
    [message] = mail.outbox
    assert message.to == ["dpo@alltracking.example"]
    assert closed.reference in message.subject
    assert str(officer) in message.body
    assert f"http://localhost:8000/admin/cases/{closed.reference}/" in message.body
    told = f"{message.subject}{message.body}"
    assert not any(secret in told for secret in (REASON, "leak", "Renate", "requester@example.com", closed.title))


def test_it_is_told_once_however_often_the_case_is_opened_and_the_mails_are_swept(
    closed: Case, at_desk: Client
) -> None:
    for _ in range(2):
        break_glass(at_desk, closed)
        sweep_staff_mails()
    assert len(mail.outbox) == 1


def test_glass_broken_again_after_it_closed_is_told_again(
    closed: Case, officer: User, sit: Sit, time_machine: TimeMachineFixture
) -> None:
    break_glass(sit(officer), closed)
    time_machine.move_to(timezone.now() + timedelta(hours=5), tick=False)
    break_glass(sit(officer), closed)
    assert StaffMail.objects.count() == 2


def test_a_guard_whom_the_case_concerns_is_not_mailed(closed: Case, dpo: User, at_desk: Client) -> None:
    Concern.objects.create(case=closed, person=dpo, by=str(SYSTEM), at=timezone.now())
    break_glass(at_desk, closed)
    assert not StaffMail.objects.exists()


def test_a_mail_that_the_server_refused_waits_and_leaves_later(
    closed: Case, at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_glass(at_desk, closed)
    now = timezone.now()
    with monkeypatch.context() as broken:
        broken.setattr(staffpost, "_message", lambda row, body: 1 / 0)
        sweep_staff_mails()
    row = StaffMail.objects.get()
    assert (row.state, row.last_error, row.attempts) == (OutboxState.QUEUED, "ZeroDivisionError", 1)
    later = now + timedelta(minutes=2)
    for pk in due_staff_mails(now=later) * 2:
        send_staff_mail(mail_id=pk, now=later)
    assert len(mail.outbox) == 1
