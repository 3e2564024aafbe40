"""Cells of a report as HTML: a page has more than a thousand, too many for a template or `format_html` each."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.tables import Cell

register = template.Library()


@register.filter
def linked(cell: Cell) -> SafeString:
    """Give a cell's words, as a link to its cases where there are any."""
    return mark_safe(_linked(cell))  # noqa: S308 - every part is escaped


@register.filter
def in_row(cells: Iterable[Cell]) -> SafeString:
    """Give the cells of a row of a table."""
    row = "".join(f'<td class="number {escape(cell.tone)}">{_linked(cell)}</td>' for cell in cells)
    return mark_safe(row)  # noqa: S308 - every part is escaped


def _linked(cell: Cell) -> str:
    words = escape(cell.words)
    return f'<a href="{escape(cell.address)}" aria-label="{escape(cell.label)}">{words}</a>' if cell.address else words
