"""Writes the laws as one page to read (docs/regimes.md): every law with its figures, citations, sources and confidence."""

from collections.abc import Iterator

from law import regimes
from law.figures import Figure, figures
from law.places import Place
from law.records import Regime

HEAD = """# The laws

Written by `python manage.py write_regimes_doc` from `law/regimes/` and `law/profiles.toml`; change those and run it again.

Each figure carries where it stands (citation), where it was read (source) and how sure that is: *high*, read in the law or in
the authority's text; *medium*, from a secondary source; *low*, not verified. A figure of low confidence is an alarm for the
house: it never sets a date that anybody outside is told, until an administrator has confirmed it with a source.
"""


def page() -> str:
    """Give the whole page as Markdown, laws by their short names."""
    laws = sorted(regimes.all(), key=lambda law: law.short_name)
    return "\n".join([HEAD, *_contents(laws), *(line for law in laws for line in _law(law))]) + "\n"


def _contents(laws: list[Regime]) -> Iterator[str]:
    yield f"{len(laws)} laws:\n"
    for law in laws:
        low = sum(not figure.verified for figure in figures(law))
        yield f"- [{law.short_name}](#{law.id}) `{law.id}`{f', {low} figures not verified' if low else ''}"
    yield ""


def _law(law: Regime) -> Iterator[str]:
    yield f'<a id="{law.id}"></a>\n\n## {law.short_name}\n'
    yield f"{law.name}. `{law.id}`, {_force(law)}.\n"
    yield f"- Places: {'; '.join(sorted(Place.parse(code).name() for code in law.places))}"
    yield f"- Applies to people there: {law.scope.people}"
    if law.scope.establishment:
        yield f"- Applies to controllers established there: {law.scope.establishment}"
    if law.scope.only:
        yield f"- Binds only {law.scope.only}"
    yield f"- Authority: {law.authority.name} ({law.authority.confidence} confidence)"
    if law.authority.complaint_url:
        yield f"- Complaints: <{law.authority.complaint_url}>"
    if law.note:
        yield f"- {law.note}"
    yield "\n| what | rights | figure | citation | source | confidence |\n|---|---|---|---|---|---|"
    yield from map(_row, figures(law))
    yield ""


def _force(law: Regime) -> str:
    parts = [f"{word} {day}" for word, day in (("from", law.in_force_from), ("until", law.in_force_to)) if day]
    after = f", then `{law.successor}`" if law.successor else ""
    return f"in force {' '.join(parts)}{after}" if parts else "date of entry into force not known"


def _row(figure: Figure) -> str:
    rights = ", ".join(right.replace("_", " ") for right in figure.rights) or "all"
    cells = (figure.name, rights, figure.says, figure.citation, figure.source, figure.confidence.value)
    return f"| {' | '.join(' '.join(cell.replace('|', '/').split()) for cell in cells)} |"
