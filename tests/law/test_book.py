"""docs/regimes.md says what the clock reads: all laws, every figure with citation, source and confidence."""

from pathlib import Path

from law import regimes
from law.book import page
from law.figures import figures

DOC = Path(__file__).resolve().parents[2] / "docs" / "regimes.md"


def test_the_page_is_the_one_that_the_laws_give_now():
    assert DOC.read_text(encoding="utf-8") == page(), "run python manage.py write_regimes_doc"


def test_every_law_has_its_part_and_every_figure_its_line_with_six_full_cells():
    text = page()
    assert all(f'<a id="{law.id}"></a>' in text for law in regimes.all())
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| what")]
    assert len(rows) == sum(len(figures(law)) for law in regimes.all())
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert len(cells) == 6, row
        assert all(cells), row
