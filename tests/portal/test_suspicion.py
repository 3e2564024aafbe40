"""When a form waits for a person, and when it does not."""

from datetime import timedelta

from portal.suspicion import reason_to_set_aside

LINK = "Look at https://example.com/"


def test_a_form_like_any_other_is_not_set_aside():
    assert reason_to_set_aside(trap="", after=timedelta(minutes=2), text=LINK) == ""


def test_a_filled_trap_sets_the_form_aside_with_its_reason():
    assert "people do not see" in reason_to_set_aside(trap="x", after=timedelta(minutes=2), text="")


def test_a_link_sent_at_once_sets_the_form_aside():
    assert "within 3 seconds" in reason_to_set_aside(trap="", after=timedelta(seconds=1), text=LINK)


def test_haste_alone_is_no_reason_since_browsers_fill_forms_too():
    assert reason_to_set_aside(trap="", after=timedelta(0), text="Please delete my data.") == ""
