"""The laws that an extension letter cites: every law of the shelf that gives one, and none on an unverified figure."""

from datetime import date

import pytest

from cases.models import Case
from cases.services.figures import confirm_figure
from cases.services.laws import choose_law
from cases.services.recomputing import recompute_some
from cases.words import LawChoice
from correspondence.acts import extension_draft
from correspondence.extensions import extensions_allowed
from correspondence.lengths import how_much
from law import regimes
from law.records import Period, Regime, RightRules
from law.words import Confidence, Right
from tests.builders import make_request, noon

pytestmark = pytest.mark.django_db
RECEIVED = date(2026, 12, 4)
NOW = noon(2026, 12, 7)
CLOSED = "The law allows this if we tell you in time and give the reason."
PROCEDURES = (Right.COMPLAINT, Right.APPEAL)


def extendable(*, sure: bool) -> list[tuple[Regime, Right]]:
    """Give each law in force with its first right that has an extension, on verified or else on unverified figures."""
    found: dict[str, tuple[Regime, Right]] = {}
    for law in regimes.all():
        for right, rules in law.rights.items():
            if right not in PROCEDURES and law.in_force_on(RECEIVED) and gives_extension(rules, sure=sure):
                found.setdefault(law.id, (law, right))
    return list(found.values())


def gives_extension(rules: RightRules, *, sure: bool) -> bool:
    if rules.extension is None or not isinstance(rules.respond, Period):
        return False
    return (Confidence.LOW not in (rules.respond.confidence, rules.extension.confidence)) is sure


def case_under(law: Regime, right: Right, officer, language: str) -> Case:
    """Open a case to which this law applies, and no other."""
    case = make_request(RECEIVED, place=law.default_place, rights=(right.value,), language=language)
    for other in {found["regime"] for found in case.regimes} - {law.id}:
        choose(case, other, LawChoice.DOES_NOT, officer)
    if law.id not in {found["regime"] for found in case.regimes}:
        choose(case, law.id, LawChoice.APPLIES, officer)
    return case


def choose(case: Case, regime: str, choice: LawChoice, officer) -> None:
    choose_law(case=case, regime=regime, choice=choice, reason="For the test of letters.", officer=officer, now=NOW)


def body_of(case: Case) -> str:
    return extension_draft(case=case, reason="Many systems.", now=NOW).body


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("law", "right"), extendable(sure=True), ids=lambda value: getattr(value, "id", None))
def test_every_law_with_a_verified_extension_is_named_with_its_provision(law, right, language, officer):
    body = body_of(case_under(law, right, officer, language))
    extension = law.rights[right].extension
    assert f"- {law.short_name}, {extension.citation}: {how_much(extension, language)}." in body
    others = [other.short_name for other in regimes.all() if f"- {other.short_name}, " in body]
    assert others == [law.short_name]


@pytest.mark.parametrize(("law", "right"), extendable(sure=False), ids=lambda value: getattr(value, "id", None))
def test_an_unverified_extension_is_told_without_its_citation(law, right, officer):
    body = body_of(case_under(law, right, officer, "en"))
    assert CLOSED in body
    assert law.short_name not in body
    assert law.rights[right].extension.citation not in body


def test_a_confirmed_extension_is_cited(officer, django_user_model):
    administrator = django_user_model.objects.create_superuser(username="admin", password="admin-password")
    law = regimes.get("gg-dpl")
    case = case_under(law, Right.ACCESS, officer, "en")
    for part in ("respond", "extension"):
        confirm_figure(
            regime=law.id,
            right="access",
            part=part,
            source="Read in the law of 2017 on 4 September 2026",
            administrator=administrator,
            now=NOW,
        )
    recompute_some(now=NOW)
    assert extensions_allowed(case=case, language="en") == ["Guernsey DPL, Guernsey DPL s.27: 2 months longer at most"]


@pytest.mark.parametrize(
    ("law", "right", "english", "german"),
    [
        ("eu-gdpr", "access", "2 months longer at most", "um höchstens 2 Monate länger"),
        ("ca-bc-pipa", "access", "30 working days longer at most", "um höchstens 30 Arbeitstage länger"),
        ("je-dpjl", "access", "8 weeks longer at most", "um höchstens 8 Wochen länger"),
        ("ch-fadp", "access", "until the day that we tell you", "bis zu dem Tag, den wir Ihnen nennen"),
        (
            "kr-pipa",
            "human_review",
            "30 days longer at most, and this 2 times at most",
            "um höchstens 30 Tage länger, und das höchstens 2-mal",
        ),
    ],
)
def test_how_much_longer_is_said_in_both_languages(law, right, english, german):
    extension = regimes.get(law).rights[Right(right)].extension
    assert (how_much(extension, "en"), how_much(extension, "de")) == (english, german)


@pytest.mark.parametrize(
    ("language", "law", "said"),
    [
        ("fr", "eu-gdpr", "2 mois de plus au maximum"),
        ("es", "ca-bc-pipa", "30 días hábiles más como máximo"),
        ("pt", "je-dpjl", "mais 8 semanas no máximo"),
        ("pl", "eu-gdpr", "najwyżej o 2 miesiące dłużej"),
        ("pl", "je-dpjl", "najwyżej o 8 tygodni dłużej"),
        ("uk", "eu-gdpr", "щонайбільше на 2 місяці довше"),
        ("uk", "je-dpjl", "щонайбільше на 8 тижнів довше"),
    ],
)
def test_how_much_longer_is_said_in_the_language_of_the_letter(language, law, said):
    assert how_much(regimes.get(law).rights[Right.ACCESS].extension, language) == said
