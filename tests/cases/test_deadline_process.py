"""The command `deadline` as a process of its own: all worked examples, and every bad line answered beside the good ones."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
VECTORS = BASE / "tests" / "law" / "vectors.jsonl"
GOOD = {"id": "a", "law": "eu-gdpr", "right": "access", "duty": "respond", "place": "DE", "received": "2026-01-31"}
BAD = {
    "a law": ({"law": "atlantis"}, "Unknown law 'atlantis'; accepted are"),
    "a right": ({"right": "silence"}, "Unknown right 'silence'; accepted are"),
    "a duty": ({"duty": "dance"}, "Unknown duty 'dance'; accepted are"),
    "a place": ({"place": "Berlin"}, "is not a place; accepted is an ISO 3166 code"),
    "a country": ({"place": "XX"}, "Unknown country 'XX'"),
    "a date": ({"received": "31.01.2026"}, "accepted is a date like 2026-01-31"),
    "a day that is none": ({"received": "2026-02-30"}, "accepted is a date like"),
    "a moment without offset": ({"received": "2026-01-31T10:00"}, "with its offset"),
    "nothing received": ({"received": None}, "The question lacks 'received'"),
    "a mark": ({"marks": [{"mark": "paused", "on": "2026-02-01"}]}, "Unknown mark 'paused'; accepted are"),
    "a stop before receipt": ({"marks": [{"mark": "identity_requested", "on": "2026-01-01"}]}, "before the receipt"),
    "a resume without a stop": ({"marks": [{"mark": "clarified", "on": "2026-02-01"}]}, "one answer per question"),
    "an extension too late": ({"marks": [{"mark": "extended", "on": "2026-06-01"}]}, "accepted are dates until"),
    "marks of another shape": ({"marks": "extended"}, "The marks are not a list"),
    "a year without a calendar": ({"received": "9000-01-31"}, "are known for"),
    "a law not in force": ({"received": "2017-01-31"}, "in force from 2018-05-25"),
}


def deadline(text, *arguments):
    command = [sys.executable, "manage.py", "deadline", *(arguments or ("--batch", "-"))]
    return subprocess.run(command, input=text, capture_output=True, text=True, cwd=BASE, timeout=120, check=False)


def test_every_worked_example_gives_its_date():
    vectors = [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]
    done = deadline(None, "--batch", str(VECTORS))
    found = {line["id"]: line.get("due") for line in map(json.loads, done.stdout.splitlines())}
    assert found == {vector["id"]: vector["due"] for vector in vectors}
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def answered():
    lines = []
    for name, (changed, _) in BAD.items():
        lines += [json.dumps({**GOOD, **changed, "id": name}), json.dumps(GOOD)]
    return deadline("\n".join([*lines, "not JSON", "[1]"]))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_gets_a_sentence_that_says_what_is_accepted(answered, name):
    found = next(line for line in map(json.loads, answered.stdout.splitlines()) if line["id"] == name)
    assert BAD[name][1] in found["error"]


def test_the_others_are_answered_and_the_exit_says_that_one_was_not(answered):
    lines = [json.loads(line) for line in answered.stdout.splitlines()]
    assert [line["due"] for line in lines if line["id"] == "a"] == ["2026-03-02"] * len(BAD)
    assert [line["error"].split(":")[0] for line in lines if line["id"] is None] == [
        f"Line {2 * len(BAD) + 1} is not JSON",
        f'Line {2 * len(BAD) + 2} is not an object like {{"law"',
    ]
    assert answered.returncode == 1


def test_it_answers_for_every_law_with_the_confidence_beside_the_date():
    ids = sorted(path.stem for path in (BASE / "law" / "regimes").glob("*.toml"))
    asked = [{"id": law, "law": law, "right": "access", "received": "2026-12-07"} for law in ids]
    done = deadline("\n".join(map(json.dumps, asked)))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["id"] for line in lines} == set(ids)
    told = [line for line in lines if "error" not in line]
    assert all(line["confidence"] in ("high", "medium", "low") and line["working"] for line in told)
    assert all("in force" in line["error"] for line in lines if "error" in line)
