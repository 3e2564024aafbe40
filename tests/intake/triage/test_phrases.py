"""The notation of the rules, and that every phrase in the rule files finds what it is written for."""

import pytest

from intake.triage.phrases import Phrase, PhraseIndex, fold, sentence, squeeze
from intake.triage.rules import LANGUAGES, RIGHTS, phrases_of, written


def found(phrase, text):
    return [hit.words for hit in PhraseIndex([Phrase("rule", phrase)]).hits(squeeze(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("copy/copies of my data", "Two copies of my data", ["copies of my data"]),
        ("copy of [all] my data", "a copy of my data", ["copy of my data"]),
        ("copy of [all] my data", "a COPY of all\nmy data", ["COPY of all my data"]),
        ("[hereby] object", "I object. I hereby object.", ["object", "hereby object", "object"]),
        ("delet~ ... data", "deleting most of my old data", ["deleting most of my old data"]),
        ("delet~ ... data", "delete this. My data", []),
        ("delet~ ... data", "delete one two three four five six data", []),
        ("Loschung", "Löschung", ["Löschung"]),
        ("don't", "don’t", ["don't"]),
        ("art 15", "Art. 15 DSGVO", ["Art 15"]),
        ("data", "database", []),
        ("accès à mes", "d’accès à mes", ["accès à mes"]),
        ("accesso", "dell'accesso", ["accesso"]),
    ],
)
def test_the_notation_finds(phrase, text, words):
    assert found(phrase, text) == words


def example_of(phrase):
    """Return the shortest text that a phrase is written for."""
    words = [one.split("/")[0] for one in phrase.split() if not one.startswith("[") and one != "..."]
    return " ".join(word.replace("~", "") for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_finds_its_own_words(language):
    for phrase in phrases_of(language):
        assert found(phrase.written, example_of(phrase.written)), phrase


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_keeps_to_the_notation(language):
    for phrase in phrases_of(language):
        tokens = fold(phrase.written).split()
        required = [one for one in tokens if not one.startswith("[") and one != "..."]
        assert required and tokens[-1] != "..." and tokens[0] != "...", phrase
        stems = [word for token in tokens for word in token.strip("[]").split("/") if word.endswith("~")]
        assert all(len(stem) > 3 for stem in stems), phrase  # shorter ones are not in the index


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_phrases_for_every_right(language):
    assert set(RIGHTS) <= set(written(language)["rights"])


def test_a_sentence_ends_at_its_mark_or_its_paragraph_and_not_after_an_abbreviation():
    text = squeeze("One two. See Art. 15 of it\n\nThird")
    assert [text[slice(*sentence(text, text.index(word)))].strip() for word in ("One", "15", "Third")] == [
        "One two",
        "See Art 15 of it",
        "Third",
    ]


def test_folding_keeps_the_length_so_that_words_can_be_quoted_from_the_mail():
    text = "Grüße, İstanbul ﬁn ŁÓDŹ ß"
    assert len(fold(text)) == len(text)
    assert fold(text) == "gruse, istanbul fn lodz s"
