"""Worked examples: each line of vectors.jsonl gives its date, for every law that is on the shelf."""

import json
from pathlib import Path

import pytest

from law import regimes
from law.answer import answer, answer_lines

LINES = (Path(__file__).parent / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
VECTORS = [json.loads(line) for line in LINES]
ON_THE_SHELF = [vector for vector in VECTORS if vector["law"] in {regime.id for regime in regimes.all()}]


@pytest.mark.parametrize("vector", ON_THE_SHELF, ids=lambda vector: f"{vector['id']}-{vector['law']}")
def test_worked_example_gives_its_date(vector):
    [found] = answer(vector)
    assert found.get("due") == vector["due"], (vector["note"], found)


def test_the_three_laws_of_the_first_release_have_their_examples():
    laws = {vector["law"] for vector in ON_THE_SHELF}
    assert {"eu-gdpr", "uk-gdpr", "us-ca-ccpa"} <= laws
    assert len([vector for vector in ON_THE_SHELF if vector["law"] in ("eu-gdpr", "uk-gdpr", "us-ca-ccpa")]) == 18


def test_a_batch_answers_every_line_in_its_order():
    answers = list(answer_lines(LINES))
    assert [found["id"] for found in answers] == [vector["id"] for vector in VECTORS]
