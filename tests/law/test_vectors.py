"""Worked examples: each line of vectors.jsonl gives its date."""

import json
from pathlib import Path

import pytest

from law.answer import answer, answer_lines

LINES = (Path(__file__).parent / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
VECTORS = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['id']}-{vector['law']}")
def test_worked_example_gives_its_date(vector):
    [found] = answer(vector)
    assert found.get("due") == vector["due"], (vector["note"], found)


def test_a_batch_answers_every_line_in_its_order():
    answers = list(answer_lines(LINES))
    assert [found["id"] for found in answers] == [vector["id"] for vector in VECTORS]
    assert not any("error" in found for found in answers)
