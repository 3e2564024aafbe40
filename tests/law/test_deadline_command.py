"""The command `deadline`: JSON lines on standard output, exit 1 when a question had no answer."""

import json

import pytest
from django.core.management import CommandError, call_command

GOOD = {"id": "a", "law": "eu-gdpr", "right": "access", "duty": "respond", "place": "DE", "received": "2026-01-31"}


def printed(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_question_by_arguments_prints_a_line_a_duty(capsys):
    call_command("deadline", "--law=eu-gdpr", "--right=access", "--received=2026-01-31", "--place=DE")
    assert [line["due"] for line in printed(capsys)] == [None, "2026-03-02", "2026-03-02", None]


def test_marks_may_be_repeated(capsys):
    marks = ["--mark", "identity_requested=2026-11-12", "--mark", "identity_confirmed=2026-11-24"]
    asked = ["--law=uk-gdpr", "--right=access", "--received=2026-11-10", "--place=GB-ENG", "--duty=respond"]
    call_command("deadline", *asked, *marks)
    assert [line["due"] for line in printed(capsys)] == ["2026-12-24"]


def test_a_batch_answers_the_good_lines_and_exits_1_for_the_bad(capsys, tmp_path):
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join([json.dumps(GOOD), json.dumps({**GOOD, "law": "x"}), json.dumps(GOOD)]))
    with pytest.raises(SystemExit) as ending:
        call_command("deadline", f"--batch={batch}")
    lines = printed(capsys)
    assert ending.value.code == 1
    assert ["error" in line for line in lines] == [False, True, False]


@pytest.mark.parametrize("arguments", [["--law=x"], ["--mark=extended"], []])
def test_a_bad_question_prints_its_error_and_exits_1(capsys, arguments):
    with pytest.raises(SystemExit):
        call_command("deadline", *arguments)
    assert printed(capsys)[0]["error"]


def test_a_batch_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="missing.jsonl"):
        call_command("deadline", f"--batch={tmp_path / 'missing.jsonl'}")
