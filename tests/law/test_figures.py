"""The figures of a law one by one, a law with some confirmed, and the edition that names what dates were computed from."""

from datetime import date

import pytest

from law import clock, edition, regimes
from law.figures import COUNTING, confirmed, figures
from law.places import Place
from law.words import Confidence, Duty, Right
from tests.law.builders import respond

ALL = [(law.id, figure) for law in regimes.all() for figure in figures(law)]


@pytest.mark.parametrize("law", regimes.all(), ids=lambda law: law.id)
def test_every_figure_of_a_law_has_a_citation_a_source_and_a_confidence(law):
    for figure in figures(law):
        assert figure.says, figure
        assert figure.citation.strip(), figure
        assert figure.source.strip(), figure
        assert figure.confidence in set(Confidence)


def test_all_laws_are_listed_with_figures_of_each_right():
    assert len(regimes.all()) == 66
    for law in regimes.all():
        told = {right for figure in figures(law) for right in figure.rights}
        assert told == {right.value for right in law.rights}


def test_a_figure_that_rights_share_is_listed_once():
    respond = [figure for figure in figures(regimes.get("eu-gdpr")) if figure.part == "respond"]
    shared = next(figure for figure in respond if "access" in figure.rights)
    assert "erasure" in shared.rights
    assert shared.says.startswith("1 month")


def unsure():
    return next(
        (law, figure)
        for law, figure in ALL
        if figure.part == "respond" and figure.confidence is Confidence.LOW and figure.says[0].isdigit()
    )


def firm(law, right, keys=frozenset()):
    regime = confirmed(law, keys)
    place = Place.parse(regime.default_place)
    return clock.run(regime=regime, right=Right(right), place=place, received=date(2026, 12, 7)).duty(Duty.RESPOND)


def test_a_low_figure_sets_no_firm_date_until_it_is_confirmed():
    law, figure = unsure()
    before = firm(law, figure.right)
    after = firm(law, figure.right, frozenset({(figure.right, figure.part)}))
    assert (before.firm_on, before.due_on is None) == (None, False)
    assert after.firm_on is not None
    assert after.due_on == before.due_on


def test_confirming_a_figure_confirms_it_for_every_right_that_shares_it():
    law, figure = next((law, figure) for law, figure in ALL if figure.part == "respond" and len(figure.rights) > 2)
    sure = confirmed(law, frozenset({(figure.right, "respond")}))
    assert {sure.rights[Right(right)].respond.confidence for right in figure.rights} == {Confidence.HIGH}


def test_confirming_how_days_are_counted_makes_a_rolled_over_day_firm():
    law = next(law for law in regimes.all() if law.profile.name == "calendar-exclude-first-roll")
    assert confirmed(law.id, frozenset({("", COUNTING)})).profile.confidence is Confidence.HIGH
    assert regimes.get(law.id).profile.confidence is Confidence.LOW


def test_keys_that_the_law_does_not_have_are_left_aside():
    assert confirmed("eu-gdpr", frozenset({("no_right", "respond"), ("access", "nothing")})).version


def test_an_unverified_stop_leaves_the_firm_date_where_it_was():
    plain = respond("mx-lfpdppp", "access", "MX", "2026-11-09")
    asked, told = "clarification_requested=2026-11-11", "clarified=2026-11-25"
    stopped = respond("mx-lfpdppp", "access", "MX", "2026-11-09", asked, told)
    assert stopped.firm_on == plain.firm_on
    assert stopped.firm_on is not None


def test_a_firm_date_is_never_later_than_the_date():
    for law in regimes.all():
        if not law.in_force_on(date(2026, 12, 5)):
            continue
        for right in law.rights:
            found = firm_of(law, right)
            assert found.firm_on is None or found.firm_on <= found.due_on


def firm_of(law, right):
    place = Place.parse(law.default_place)
    return clock.run(regime=law, right=right, place=place, received=date(2026, 12, 5)).duty(Duty.RESPOND)


def test_the_edition_is_short_and_the_same_in_a_process():
    assert edition.edition() == edition.edition()
    assert len(edition.edition()) == 12
    assert edition.calendar_edition().startswith("holidays 0.")
