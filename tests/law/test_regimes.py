"""The shelf: what stands on it, and how a file that cannot be trusted is refused."""

from dataclasses import fields, is_dataclass
from datetime import date
from itertools import chain

import pytest

from law import regimes
from law.errors import RegimeInvalid, UnknownRegime
from law.records import Cited, Effect, NoPeriod, Period
from law.words import Confidence, Right, StopMode, Unit

LAW = """\
id = "test-law"
name = "Law of Tests"
short_name = "Test Law"
places = ["DE"]
in_force_from = 2020-01-01
profile = "eu-1182-71"

[scope]
people = "Art. 1"

[authority]
name = "Authority"
confidence = "low"

[rights.access]
citation = "Art. 2"
fee = "free"

[rights.access.respond]
amount = 1
unit = "months"
citation = "Art. 3"
source = "read"
confidence = "high"

[rights.access.extension]
amount = 2
unit = "months"
citation = "Art. 4"
source = "read"
confidence = "medium"

[rights.erasure]
like = "access"
without = ["extension"]
citation = "Art. 5"

[rights.complaint]
citation = "Art. 6"

[rights.complaint.respond]
text = "no number"
citation = "Art. 6"
source = "read"
confidence = "low"
"""


def read(folder, text):
    (folder / "test-law.toml").write_text(text, encoding="utf-8")
    return regimes.load(folder)["test-law"]


def test_a_law_is_read_into_its_records(tmp_path):
    law = read(tmp_path, LAW)
    access = law.rights[Right.ACCESS]
    assert (access.respond.amount, access.respond.unit) == (1, Unit.MONTHS)
    assert access.extension.confidence is Confidence.MEDIUM
    assert law.default_place == "DE"
    assert law.in_force_on(date(2020, 1, 1))
    assert not law.in_force_on(date(2019, 12, 31))
    assert isinstance(law.rights[Right.COMPLAINT].respond, NoPeriod)


def test_a_right_like_another_takes_its_parts_except_those_it_is_without(tmp_path):
    law = read(tmp_path, LAW)
    erasure = law.rights[Right.ERASURE]
    assert erasure.respond == law.rights[Right.ACCESS].respond
    assert (erasure.extension, erasure.fee, erasure.citation) == (None, "free", "Art. 5")


def test_where_the_law_is_silent_on_questions_nothing_stops_the_period(tmp_path):
    law = read(tmp_path, LAW)
    identity = law.rights[Right.ACCESS].identity
    assert (identity.mode, identity.citation) == (StopMode.NONE, "Art. 3")


def test_an_authority_that_was_renamed_has_on_each_day_the_name_of_that_day():
    authority = regimes.get("uk-gdpr").authority
    assert authority.name_on(date(2026, 9, 29)) == "Information Commissioner's Office"
    assert authority.name_on(date(2026, 9, 30)) == "Information Commission"


def test_the_version_of_a_law_changes_with_its_file(tmp_path):
    first = read(tmp_path, LAW).version
    assert read(tmp_path, LAW).version == first
    assert read(tmp_path, LAW.replace('"free"', '"free of charge"')).version != first


WRONG = [
    ('short_name = "Test Law"', 'shortname = "Test Law"', "line 3, shortname: unknown key"),
    ('short_name = "Test Law"', "", "line 1, short_name: is missing"),
    ('short_name = "Test Law"', 'short_name = " "', "line 3, short_name: is empty"),
    ("amount = 2", "amount = 2\nmax_count = 0", "0 is no possible number"),
    ("amount = 1", "amount = 1\nalarm_days = 1", "1 is not less than the period of 1"),
    ('short_name = "Test Law"', "short_name = 7", "line 3, short_name: must be text"),
    ('id = "test-law"', 'id = "other"', "line 1, id: must be the name of the file"),
    ('places = ["DE"]', 'places = ["XX"]', "line 4, places: Unknown country 'XX'"),
    ('places = ["DE"]', 'places = ["DE", "FR"]', "default_place: is missing"),
    ('places = ["DE"]', 'places = ["DE", "FR"]\ndefault_place = "GB"', "line 5, default_place: 'GB' is not among"),
    ("in_force_from = 2020-01-01", 'in_force_from = "2020"', "line 5, in_force_from: must be a date"),
    ("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nin_force_to = 2019-01-01", "lies before"),
    ('profile = "eu-1182-71"', 'profile = "moon"', "line 6, profile: unknown profile 'moon'"),
    ('profile = "eu-1182-71"', 'profile = "eu-1182-71"\nsuccessor = "nobody"', "there is no law 'nobody'"),
    ("[rights.access]", "[rights.forgetting]", "unknown key"),
    ("amount = 1", "amount = 0", "line 20, rights.access.respond.amount: 0 months is no possible period"),
    ("amount = 1", "amount = 13", "1 to 12"),
    ("amount = 1", "amount = true", "must be a whole number"),
    ("amount = 1", 'amount = "one"', "must be a whole number"),
    ('unit = "months"\ncitation = "Art. 3"', 'unit = "moons"\ncitation = "Art. 3"', "unknown word 'moons'"),
    ('citation = "Art. 3"\n', "", "rights.access.respond.citation: is missing"),
    ('source = "read"\nconfidence = "high"', 'confidence = "high"', "rights.access.respond.source: is missing"),
    ('confidence = "high"', 'confidence = "sure"', "unknown word 'sure'"),
    ('confidence = "high"', "", "rights.access.respond.confidence: is missing"),
    ('like = "access"', 'like = "portability"', "line 34, rights.erasure.like: 'portability' is no other right"),
    ('like = "access"', 'like = "erasure"', "is no other right"),
    ('without = ["extension"]', 'without = ["respond"]', "rights.erasure.respond: is missing"),
    ('without = ["extension"]', 'without = ["fee"]', "unknown word 'fee'"),
    ('text = "no number"', "", "rights.complaint.respond.text: is missing"),
    ('people = "Art. 1"', "", "scope.people: is missing"),
    ("[rights.complaint]", "[rights.complaint", "not readable as TOML"),
]


@pytest.mark.parametrize(("right", "wrong", "sentence"), WRONG)
def test_a_wrong_file_is_refused_with_file_line_and_key(tmp_path, right, wrong, sentence):
    assert right in LAW
    with pytest.raises(RegimeInvalid) as refusal:
        read(tmp_path, LAW.replace(right, wrong, 1))
    assert str(refusal.value).startswith("test-law.toml, ")
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ('roll_over = ["caturday"]', "unknown word 'caturday'"),
        ('business_rest = ["weekend"]\nclosed = ["13-01 to 01-15"]', "accepted is '12-25 to 01-15'"),
        ("colour = 1", "unknown key"),
    ],
)
def test_a_wrong_way_of_counting_is_refused(tmp_path, wrong, sentence):
    profiles = tmp_path / "profiles.toml"
    profiles.write_text(f'[one]\ncitation = "c"\nsource = "s"\nconfidence = "low"\n{wrong}\n', encoding="utf-8")
    with pytest.raises(RegimeInvalid, match=r"profiles.toml, line \d") as refusal:
        regimes.load(tmp_path / "empty", profiles)
    assert sentence in str(refusal.value)


def test_an_unknown_law_is_refused_with_those_there_are():
    with pytest.raises(UnknownRegime, match="Unknown law 'gdpr'; accepted are: .*eu-gdpr"):
        regimes.get("gdpr")


def test_the_shelf_is_read_once():
    assert regimes.get("eu-gdpr") is regimes.get("eu-gdpr")
    assert [law.id for law in regimes.all()] == sorted(law.id for law in regimes.all())


def cited(record):
    """Give every cited figure below a record."""
    if isinstance(record, Cited):
        yield record
    if is_dataclass(record):
        yield from chain.from_iterable(cited(getattr(record, field.name)) for field in fields(record))


@pytest.mark.parametrize("law", regimes.all(), ids=lambda law: law.id)
def test_every_figure_has_a_citation_a_source_and_a_confidence(law):
    figures = [figure for rules in law.rights.values() for figure in cited(rules)]
    assert {type(figure) for figure in figures} & {Period, NoPeriod}
    for figure in [law.profile, *figures]:
        assert figure.citation.strip()
        assert figure.source.strip()
        assert figure.confidence in Confidence
    assert all(rules.citation for rules in law.rights.values())


@pytest.mark.parametrize("law", regimes.all(), ids=lambda law: law.id)
def test_every_right_and_procedure_has_an_entry(law):
    assert set(law.rights) == set(Right)


@pytest.mark.parametrize("law", regimes.all(), ids=lambda law: law.id)
def test_what_stops_a_period_says_so_in_words(law):
    effects = [effect for rules in law.rights.values() for effect in (rules.identity, rules.clarification)]
    assert all(isinstance(effect, Effect) and effect.text for effect in effects)
