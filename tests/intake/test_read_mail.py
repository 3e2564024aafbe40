"""The command `read_mail`: a JSON line per mail in the order of the arguments, without a database."""

import io
import json

import pytest
from django.core.management import call_command

from tests.intake.mails import mail_file, raw_mail

# The contract of the command: names and order of the fields.
FIELDS = (
    "file sha256 from_email from_name to cc reply_to subject message_id in_reply_to references date_utc text html reply_text "
    "attachments is_bounce bounce_recipients bounce_statuses bounce_hard is_delay is_auto_reply is_feedback_report suppress_ack "
    "is_forward auth defects triage"
).split()


def lines_of(*files):
    out = io.StringIO()
    call_command("read_mail", *map(str, files), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_has_every_field_of_the_contract_in_its_order():
    (line,) = lines_of(mail_file("pdf_attachment"))
    assert list(line) == FIELDS
    assert list(line["attachments"][0]) == ["name", "size", "content_type", "sha256", "content_id"]
    assert list(line["auth"]) == ["spf", "dkim", "dmarc"]
    assert list(line["triage"]) == ["procedure", "rights", "language", "agent", "reason"]


def test_lines_come_in_the_order_of_the_arguments():
    files = [mail_file(name) for name in ("no_body", "html_only", "bounce_hard_rfc3464")]
    assert [line["file"] for line in lines_of(*files)] == [str(file) for file in files]


def test_a_request_is_shown_with_its_triage():
    (line,) = lines_of(mail_file("english_access_request"))
    assert (line["from_email"], line["date_utc"]) == ("margaret.ellis@example.org", "2026-11-02T08:14:07+00:00")
    assert (line["triage"]["procedure"], line["triage"]["rights"]) == ("rights_request", ["access"])


def test_a_bounce_is_shown_as_one_and_asks_for_nothing():
    (line,) = lines_of(mail_file("bounce_qmail_text"))
    assert (line["is_bounce"], line["bounce_recipients"], line["bounce_hard"]) == (True, ["jane@example.org"], True)
    assert line["suppress_ack"] and line["triage"]["procedure"] == "none"


def test_a_dash_reads_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw_mail("no_body"))))
    (line,) = lines_of("-")
    assert (line["file"], line["subject"]) == ("-", "Please delete my data")


def test_a_file_that_is_missing_gives_a_line_with_the_error_and_exit_1_at_the_end(tmp_path, capsys):
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("read_mail", str(tmp_path / "none.eml"), str(mail_file("no_body")), stdout=out)
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert ended.value.code == 1
    assert "cannot be read" in first["error"] and list(first) == ["file", "error"]
    assert second["subject"] == "Please delete my data"
