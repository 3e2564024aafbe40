"""A whole day's work at the desk by keyboard alone: what has the focus is seen at every step."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import Case, User
from cases.services.people import prepare_groups
from tests.builders import bring_in, mail, send_letters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMED = """(e => (
    (e.labels && e.labels[0] && e.labels[0].innerText) || e.getAttribute('aria-label') || e.innerText || e.value || ''
).trim())(document.activeElement)"""
# A ring, a border or a colour that it has not without the focus.
SEEN = """(() => {
    const e = document.activeElement, look = () => {
        const s = getComputedStyle(e);
        return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor].join();
    };
    const with_focus = look();
    e.blur();
    const without = look();
    e.focus();
    return e !== document.body && with_focus !== without;
})()"""


class Hands:
    """Somebody who has a keyboard and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, name: str, *, most: int = 120) -> None:
        """Press Tab until what has the focus is called so; its focus must be seen on the way."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if str(self.page.evaluate(NAMED)).lower().startswith(name.lower()):
                assert self.page.evaluate(SEEN), f"The focus on {name} is not seen."
                return
        raise AssertionError(f"{name} is not reached by Tab on {self.page.url}.")

    def press(self, name: str, *, then: str) -> None:
        """Reach a link or button, press Enter, and wait for what follows."""
        self.reach(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        expect(self.page.get_by_text(then).first).to_be_visible()

    def write(self, name: str, text: str) -> None:
        """Reach a field and type into it; in a list, that chooses."""
        self.reach(name)
        self.page.keyboard.type(text)


@pytest.fixture
def hands(page: Page) -> Hands:
    """Give the browser to somebody without a mouse."""
    return Hands(page)


@pytest.fixture
def lead(officer: User) -> User:
    """Make the officer a team lead, who reads reports too."""
    prepare_groups()
    officer.groups.add(Group.objects.get(name="team_lead"))
    return officer


def open_from_quarantine(hands: Hands) -> Case:
    """Look at the queue, then open what waits in quarantine as a complaint."""
    hands.press("Queue", then="No case is open.")
    hands.press("Quarantine", then="Why it is here")
    hands.press(timezone.localtime().strftime("%-d %b %Y"), then="What it says")
    hands.write("Open as", "Complaint")
    hands.press("Open the case", then="Opened as CD-")
    return Case.objects.get()


def ask(hands: Hands) -> None:
    """Ask the person something."""
    hands.press("Ask the person…", then="Your question")
    hands.write("Your question", "Which address is the right one?")
    hands.press("Read the letter", then="Subject")
    hands.press("Send the question", then="The question is in the outbox.")


def decide(hands: Hands) -> None:
    """Decide the complaint and send the answer."""
    hands.press("Decide and answer…", then="Outcome")
    hands.write("Outcome", "Upheld")
    hands.write("What was established", "The list was not updated.")
    hands.press("Read the letter", then="Subject")
    hands.press("Decide and send the answer", then="Decided; the answer is in the outbox.")


def test_a_whole_day_is_worked_by_keyboard_alone(hands: Hands, page: Page, live_server: LiveServer, lead: User) -> None:
    said = mail("Hello, you have my old address. Regards, Renate", subject="A word")
    assert bring_in(said, now=timezone.now()).state == "quarantined"
    page.goto(f"{live_server.url}/admin/login/")
    hands.write("Username", "officer")
    hands.write("Password", "officer-password")
    hands.press("Log in", then="In quarantine")

    case = open_from_quarantine(hands)
    send_letters(now=timezone.now())  # the acknowledgement
    page.reload()
    hands.press("Take the case", then="The case is yours.")
    ask(hands)
    hands.press("Take it back…", then="Take the letter back")
    hands.press("Take it back", then="taken back")
    ask(hands)
    send_letters(now=timezone.now())
    page.reload()
    hands.press("Record the answer…", then="The day on which the answer came")
    hands.press("Show what follows", then="Record it")
    hands.press("Record it", then="Recorded")

    decide(hands)
    send_letters(now=timezone.now())
    page.reload()
    hands.press("Close…", then="Close the case")
    hands.press("Close it", then="Closed")
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "upheld")

    hands.press("Queue", then="No case is open.")
    hands.write("Find a case", case.reference)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=case.reference)).to_be_visible()
    hands.press("Reports", then="Timeliness")
    hands.press("Log out", then="Log in to the desk")
