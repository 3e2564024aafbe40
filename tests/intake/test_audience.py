"""Whose work a mail is: of an application for a job human resources', else the officers'; and so are the cases it opens."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings

from cases.errors import Refused
from cases.models import User
from cases.words import Audience, Procedure
from intake.services.opening import Opening
from intake.services.quarantine import hand_over, open_as
from tests.builders import bring_in, mail

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
JOBS = "jobs@alltracking.com"


@pytest.fixture(autouse=True)
def _mailboxes(db: None, settings: LazySettings) -> None:
    ours = settings.ORGANISATION
    settings.ORGANISATION = replace(ours, mailboxes=(*ours.mailboxes, JOBS), applicant_mailboxes=(JOBS,))


@pytest.mark.parametrize(
    "said",
    [
        "I applied for a job with you in May. Is there news?",
        "My application for the senior analyst position: is there news?",
        "Ich habe mich bei Ihnen beworben. Gibt es etwas Neues?",
        "Anbei mein Lebenslauf.",
        "Je vous écris au sujet de votre offre d’emploi.",
        "Les escribo por su oferta de empleo.",
        "Escrevo por causa da oferta de emprego.",
        "Piszę w sprawie rekrutacji.",
        "Пишу щодо вакансії.",
        "I wrote to JOBS@alltracking.com and got no answer.",
    ],
)
def test_mail_that_speaks_of_an_application_is_human_resources(said: str) -> None:
    assert bring_in(mail(said, subject="Hello"), now=NOW).audience == Audience.APPLICANTS


@pytest.mark.parametrize(
    "said",
    [
        "Hello, is the shop open on Sunday?",
        "The application on my phone shows nothing.",
        "I apply for a refund.",
        "Please do your job and answer me.",
    ],
)
def test_other_mail_is_the_officers(said: str) -> None:
    assert bring_in(mail(said, subject="Hello"), now=NOW).audience == Audience.GENERAL


@pytest.mark.parametrize("to", [JOBS, "Jobs+x@AllTracking.com"])
def test_mail_to_a_mailbox_of_applicants_is_human_resources_and_so_is_its_case(to: str) -> None:
    waiting = bring_in(mail("Hello, is the shop open on Sunday?", subject="Hello", to=to), now=NOW)
    assert (waiting.state, waiting.audience) == ("quarantined", Audience.APPLICANTS)
    opened = bring_in(mail("Please send me a copy of all my personal data.", subject="My data", to=to), now=NOW)
    assert opened.case is not None
    assert opened.case.audience == Audience.APPLICANTS


def test_case_opened_from_quarantine_is_of_whom_the_mail_was(hr: User) -> None:
    waiting = bring_in(mail("Is there news of my job interview?", subject="Hello"), now=NOW)
    opening = Opening(procedure=Procedure.RIGHTS_REQUEST, rights=["access"])
    assert open_as(arrival=waiting, opening=opening, officer=hr, now=NOW).audience == Audience.APPLICANTS


def test_an_officer_gives_away_and_only_human_resources_give_back(officer: User, hr: User) -> None:
    arrival = bring_in(mail("Hello, is the shop open on Sunday?", subject="Hello"), now=NOW)
    hand_over(arrival=arrival, to=Audience.APPLICANTS, officer=officer, now=NOW)
    arrival.refresh_from_db()
    assert (arrival.audience, arrival.decided_by) == (Audience.APPLICANTS, officer)
    with pytest.raises(Refused, match="Only human resources"):
        hand_over(arrival=arrival, to=Audience.GENERAL, officer=officer, now=NOW)
    hand_over(arrival=arrival, to=Audience.GENERAL, officer=hr, now=NOW)
    arrival.refresh_from_db()
    assert arrival.audience == Audience.GENERAL
