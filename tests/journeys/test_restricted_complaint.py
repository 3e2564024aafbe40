"""A complaint about a colleague in a real browser: closed to whom it concerns, opened in need, answered by the DPO."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.builders import mail
from tests.journeys import walk
from tests.journeys.world import Embedded
from tests.parts.desk import running_desk

pytestmark = [pytest.mark.stack, pytest.mark.browser]
ADDRESS = "nadia@example.com"
TEXT = "I want to make a complaint: your colleague Ola Berg told my neighbour my new address. I live in Germany."


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Run the desk as a newcomer does, with letters that leave at once."""
    with running_desk(tmp_path_factory.mktemp("desk"), "--no-demo", UNDO_SECONDS="0", SWEEP_SECONDS="1") as desk:
        yield Embedded(desk)


def finds(page: Page, world: Embedded, reference: str) -> bool:
    """Tell whether the signed-in person finds the case by its reference, in the queue, or by its address."""
    page.goto(f"{world.url}/admin/queue/?view=open")
    listed = page.get_by_role("link", name=reference).count() > 0
    page.get_by_label("Find a case").first.fill(reference)
    page.get_by_role("button", name="Search").first.click()
    searched = page.url.endswith(f"/admin/cases/{reference}/")
    answer = page.goto(f"{world.url}/admin/cases/{reference}/")
    assert answer is not None
    assert listed == searched == (answer.status == 200)
    return listed


def test_a_complaint_about_a_colleague_is_closed_to_them_and_answered_by_the_dpo(world, page):
    world.deliver(mail(TEXT, sender=f"Nadia Kern <{ADDRESS}>", message_id="<n1@example.com>", subject="Complaint"))
    walk.case_is_open_within(world, seconds=30, cases=1)
    reference = walk.reference_in(world.letter(ADDRESS, number=1))

    walk.log_in(page, world, "dpo")
    assert finds(page, world, reference)
    page.get_by_role("link", name="Who may see it…").click()
    page.get_by_label(re.compile("Restricted")).check()
    page.get_by_label("Ola Berg").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It concerns Ola Berg, who cannot see it.")).to_be_visible()

    walk.log_in(page, world, "officer")
    assert not finds(page, world, reference)
    assert reference not in page.content()
    page.goto(f"{world.url}/admin/queue/")
    page.get_by_role("link", name="open a closed case in need").click()
    page.get_by_label("Reference").fill(reference)
    page.get_by_label(re.compile("Why it cannot wait")).fill("I would like to know what it says about me.")
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_text("There is no such case that you could open.").first).to_be_visible()

    walk.log_in(page, world, "admin")
    page.goto(f"{world.url}/admin/records/")
    assert "Letters" not in page.inner_text("main")
    answer = page.goto(f"{world.url}/admin/cases/{reference}/")
    assert answer is not None
    assert answer.status == 404

    walk.log_in(page, world, "dpo")
    page.goto(f"{world.url}/admin/cases/{reference}/")
    page.get_by_role("button", name="Take the case").click()
    walk.decide(page, "upheld", established="The address was told. Our colleague was spoken to.")
    assert "The address was told." in walk.text_of(world.letter(ADDRESS, number=2))

    page.goto(f"{world.url}/admin/access/")
    page.get_by_label("Whose data").fill(ADDRESS)
    page.get_by_role("button", name="Show").click()
    readings = page.locator("table.queue")
    expect(readings).to_contain_text("Opened the file")
    expect(readings).not_to_contain_text("Ola Berg")
    assert '"problem": ""' in world.manage("verify_history")
