"""All laws on one page of Markdown: what docs/regimes.md is generated from."""

from collections.abc import Iterable, Iterator

from law.figures import Figure, figures
from law.records import Regime

HEAD = """# The laws that the desk computes

Generated from `law/regimes/*.toml` by `python manage.py write_regimes_doc`; do not edit. Each figure carries its citation,
where it was read, and how sure that is: *high* read in the statute or the regulator's text, *medium* a secondary source,
*low* from memory and not verified. A figure of low confidence only alarms inside the house until an administrator has
confirmed it with a source. This is research for a deadline engine, not legal advice.
"""


def as_markdown(regimes: Iterable[Regime]) -> str:
    """Give the page: a list of all laws, then each with its figures."""
    ordered = sorted(regimes, key=lambda regime: regime.id)
    return "\n".join([HEAD, *_index(ordered), "", *(line for regime in ordered for line in _section(regime))])


def _index(regimes: list[Regime]) -> Iterator[str]:
    yield f"{len(regimes)} laws:"
    yield ""
    yield "| law | in force | figures | not verified |"
    yield "|---|---|---|---|"
    for regime in regimes:
        found = figures(regime)
        doubtful = sum(not figure.verified for figure in found)
        yield f"| [{_cell(regime.short_name)}](#{regime.id}) | {_span(regime)} | {len(found)} | {doubtful} |"


def _section(regime: Regime) -> Iterator[str]:
    yield f'<a id="{regime.id}"></a>'
    yield ""
    yield f"## {regime.short_name}"
    yield ""
    yield f"`{regime.id}`: {regime.name}. Places: {', '.join(sorted(regime.places))}. In force {_span(regime)}."
    if regime.successor:
        yield f"Followed by `{regime.successor}`."
    if regime.note:
        yield regime.note
    yield ""
    authority = regime.authority
    until = f" (until {authority.name_since}: {authority.name_before})" if authority.name_since else ""
    takes = authority.complaint_url or authority.website
    yield f"Authority: {authority.name}{until}, complaints: {takes} ({authority.confidence})."
    yield ""
    yield "| about | rights | what it says | citation | source | confidence |"
    yield "|---|---|---|---|---|---|"
    yield from (_row(figure) for figure in figures(regime))
    yield ""


def _row(figure: Figure) -> str:
    rights = ", ".join(right.replace("_", " ") for right in figure.rights) or "all"
    cells = (figure.name, rights, figure.says, figure.citation, figure.source, figure.confidence.value)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _span(regime: Regime) -> str:
    since = f"from {regime.in_force_from}" if regime.in_force_from else "since before our records"
    return f"{since} to {regime.in_force_to}" if regime.in_force_to else since


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
