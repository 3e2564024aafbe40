"""`manage.py report`: the same figures as the page, from rows, from events, and as known on a past day."""

import csv
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cases.services.clock import meet_duty
from cases.words import SYSTEM
from law.words import Duty
from tests.builders import make_complaint, make_request, noon

pytestmark = pytest.mark.django_db


def report(*arguments):
    out = StringIO()
    call_command("report", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def cases():
    """Two requests of September, one answered on the 20th; one complaint of October."""
    answered = make_request(date(2026, 9, 3))
    meet_duty(case=answered, duty=Duty.RESPOND, on=date(2026, 9, 20), by=SYSTEM, now=noon(2026, 9, 20))
    return answered, make_request(date(2026, 9, 10)), make_complaint(date(2026, 10, 1))


def test_list_names_the_reports_one_a_line():
    names = report("--list").splitlines()
    assert names[0] == "timeliness"
    assert {"backlog", "complaints", "letters", "uk-complaints"} <= set(names)
    assert "workload" not in names  # figures of single officers only where a setting allows them


def test_the_report_is_one_json_document_over_every_case(cases):
    made = json.loads(report("timeliness"))
    assert (made["report"], made["basis"], made["from"], made["to"]) == ("timeliness", "rows", None, None)
    assert made["totals"]["received"] == 3
    assert made["rows"][0]["month"] == "2026-10"
    assert made["rows"][0]["procedure"] == "complaint"


def test_exact_gives_the_same_figures_from_events(cases):
    by_rows, by_events = json.loads(report("timeliness")), json.loads(report("timeliness", "--exact"))
    assert by_events.pop("basis") == "events"
    by_rows.pop("basis")
    assert by_events == by_rows


def test_from_and_to_take_days_and_months(cases):
    assert json.loads(report("timeliness", "--from", "2026-09", "--to", "2026-09"))["totals"]["received"] == 2
    assert json.loads(report("timeliness", "--from", "2026-09-04"))["totals"]["received"] == 2
    assert json.loads(report("timeliness", "--to", "2026-09-03"))["totals"]["received"] == 1


def test_as_known_on_gives_what_was_known_at_the_end_of_that_day(cases):
    before, after = (json.loads(report("timeliness", "--as-known-on", day)) for day in ("2026-09-19", "2026-09-20"))
    assert (before["totals"]["received"], before["totals"]["answered"]) == (2, 0)
    assert (after["totals"]["received"], after["totals"]["answered"]) == (2, 1)
    assert (after["as_of"], after["basis"]) == ("2026-09-20", "events")


def test_csv_has_a_line_per_month_and_procedure_and_the_totals(cases):
    table = list(csv.DictReader(StringIO(report("timeliness", "--format", "csv"))))
    assert [(row["month"], row["received"]) for row in table] == [("2026-10", "1"), ("2026-09", "2"), ("total", "3")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "timeliness"),
        (["volumes"], "timeliness"),
        (["timeliness", "--from", "2026-10", "--to", "2026-09"], "Exchange the two"),
        (["timeliness", "--from", "yesterday"], "is no month or day"),
        (["timeliness", "--as-known-on", "2026-02-30"], "2026-09-30"),
    ],
)
def test_what_cannot_be_reported_is_one_sentence(arguments, words):
    with pytest.raises(CommandError, match=words):
        report(*arguments)
