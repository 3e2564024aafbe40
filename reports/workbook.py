"""A report as a workbook for Excel; a module of its own, since the library is large and the command has no use for it."""

from io import BytesIO

import xlsxwriter

from reports.output import rows_of
from reports.tables import Table

# A name that begins like a formula, and a text like an address, stay what they are.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True, "default_date_format": "yyyy-mm-dd"}


def as_xlsx(table: Table, *, title: str) -> bytes:
    """Give a workbook of one sheet, its first row fixed."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, PLAIN) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        headings = [*(heading for _, heading in table.heads), *(column.heading for column in table.columns)]
        sheet.write_row(0, 0, headings, bold)
        for number, row in enumerate(rows_of(table), start=1):
            sheet.write_row(number, 0, ["" if value is None else value for value in row])
        sheet.freeze_panes(1, len(table.heads))
        sheet.set_column(0, len(headings) - 1, 16)
    return made.getvalue()
