"""The main job in a real browser: mail or form becomes a case, is asked about, answered, followed and counted."""

import re

import pytest
from playwright.sync_api import expect

from tests.builders import mail
from tests.journeys import walk
from tests.journeys.world import Embedded, Production
from tests.parts.desk import running_desk
from tests.parts.stack import production

pytestmark = [pytest.mark.stack, pytest.mark.browser]
QUICK = {"UNDO_SECONDS": "0", "SWEEP_SECONDS": "1"}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """Run the desk as a newcomer does, with letters that leave at once."""
    with running_desk(tmp_path_factory.mktemp("desk"), "--no-demo", **QUICK) as desk:
        yield Embedded(desk)


@pytest.fixture(scope="module")
def separate(tmp_path_factory):
    """Run the desk as production does: web, workers and beat on PostgreSQL, Redis and Dovecot."""
    with production(tmp_path_factory.mktemp("stack"), **QUICK) as stack:
        yield Production(stack)


def by_mail(world, page):
    """A person in Leeds asks for a copy of their data by mail, is asked something, and is answered."""
    address, text = "aisha@example.co.uk", "Please send me a copy of my data. I live in the United Kingdom."
    before = world.cases()
    world.deliver(mail(text, sender=f"Aisha Rahman <{address}>", message_id="<a1@example.co.uk>"))
    walk.case_is_open_within(world, seconds=8, cases=before + 1)
    acknowledgement = world.letter(address, number=1)
    reference, link = walk.reference_in(acknowledgement), walk.status_link_in(acknowledgement)
    assert "copy of my data" not in walk.text_of(acknowledgement)

    walk.log_in(page, world, "officer")
    walk.open_from_queue(page, world, reference)
    expect(page.get_by_text(text)).to_be_visible()
    page.get_by_role("button", name="Take the case").click()
    walk.ask(page, "Which of your two accounts do you mean?")
    question = world.letter(address, number=2)
    assert "Which of your two accounts do you mean?" in walk.text_of(question)
    walk.shows(page, f"{world.url}/admin/cases/{reference}/", "Waiting for the person since")

    walk.reply(world, question, "The one of my work address.", sender=address, message_id="<a2@example.co.uk>")
    walk.shows(page, f"{world.url}/admin/cases/{reference}/", "The one of my work address.")
    walk.decide(page, "granted")
    assert reference in world.letter(address, number=3)["Subject"]
    walk.close(page, world, reference)

    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_text(re.compile("answered", re.IGNORECASE)).first).to_be_visible()
    assert "work address" not in page.content()
    walk.manager_sees_it_in_time(page, world, "Rights request", reference, unseen="Aisha")
    assert '"problem": ""' in world.manage("verify_history")


def by_form(world, page):
    """A person in Hamburg complains by the form, in German, adds a message on their page, and is answered."""
    address = "frederik@example.de"
    page.goto(f"{world.url}/complaint/?lang=de")
    page.locator("[name=ground]").select_option("marketing")
    page.locator("[name=text]").fill("Trotz meines Widerspruchs rief mich Ihr Vertrieb erneut an.")
    page.locator("[name=name]").fill("Frederik Voss")
    page.locator("[name=email]").fill(address)
    page.locator("[name=country]").select_option("DE")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/receipt/**")
    reference = walk.REFERENCE.search(page.inner_text("main")).group()
    acknowledgement = world.letter(address, number=1)
    assert "Beschwerde" in walk.text_of(acknowledgement)
    assert walk.reference_in(acknowledgement) == reference

    page.goto(walk.status_link_in(acknowledgement))
    page.locator("[name=text]").fill("Der Anruf war am Montag um neun Uhr.")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()

    walk.log_in(page, world, "officer")
    walk.shows(page, f"{world.url}/admin/cases/{reference}/", "Der Anruf war am Montag um neun Uhr.")
    page.get_by_role("button", name="Take the case").click()
    walk.decide(page, "upheld", established="Der Widerspruch war nur in einer Liste vermerkt.")
    answer = world.letter(address, number=2)
    assert "Der Widerspruch war nur in einer Liste vermerkt." in walk.text_of(answer)
    walk.close(page, world, reference)

    page.context.clear_cookies()
    page.goto(walk.status_link_in(acknowledgement))
    expect(page.get_by_text("Wir haben geantwortet").first).to_be_visible()
    assert "nur in einer Liste" not in page.content()
    walk.manager_sees_it_in_time(page, world, "Complaint", reference, unseen="Frederik")


def test_a_mail_is_asked_about_answered_followed_and_counted(embedded, page):
    by_mail(embedded, page)


def test_a_complaint_by_form_is_answered_followed_and_counted(embedded, page):
    by_form(embedded, page)


@pytest.mark.dovecot
def test_the_same_mail_journey_on_postgresql_redis_and_dovecot(separate, page):
    by_mail(separate, page)


@pytest.mark.dovecot
def test_the_same_form_journey_on_postgresql_redis_and_dovecot(separate, page):
    by_form(separate, page)
