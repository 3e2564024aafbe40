"""The page of all laws: complete, current, and nothing in it without citation, source and confidence."""

from pathlib import Path

import pytest

from law import regimes
from law.catalogue import as_markdown
from law.figures import figures

PAGE = Path(__file__).resolve().parents[2] / "docs" / "regimes.md"


def test_the_page_is_what_the_laws_files_say():
    assert PAGE.read_text(encoding="utf-8") == as_markdown(regimes.all()), "Run: python manage.py write_regimes_doc"


def test_all_66_laws_are_on_it():
    page = as_markdown(regimes.all())
    assert len(regimes.all()) == 66
    assert all(f'<a id="{regime.id}"></a>' in page for regime in regimes.all())


@pytest.mark.parametrize("regime", regimes.all(), ids=lambda regime: regime.id)
def test_every_figure_has_a_citation_a_source_and_a_confidence(regime):
    found = figures(regime)
    assert found
    for figure in found:
        assert figure.citation.strip(), figure
        assert figure.source.strip(), figure
        assert figure.confidence in ("high", "medium", "low"), figure
        assert figure.says.strip(), figure
