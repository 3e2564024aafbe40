"""Two functions of dates that both engines compute natively; Django's own go through Python for each row on SQLite."""

from typing import Any

from django.db.models import CharField, Func, IntegerField
from django.db.models.sql.compiler import SQLCompiler

SQL = tuple[str, Any]


class MonthOf(Func):
    """The month of a date as text: 2026-09."""

    output_field = CharField()
    arity = 1

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **_context: Any) -> SQL:
        """Cut it out of the text that SQLite keeps."""
        sql, params = super().as_sql(compiler, connection, template="substr(%(expressions)s, 1, 7)")
        return sql, params

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **_context: Any) -> SQL:
        """Write the date out."""
        sql, params = super().as_sql(compiler, connection, template="to_char(%(expressions)s, 'YYYY-MM')")
        return sql, params


class DaysBetween(Func):
    """The days from the first date to the second."""

    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **_context: Any) -> SQL:
        """Subtract Julian days; those of dates lie a whole number apart."""
        template, joiner = "CAST(-(julianday(%(expressions)s)) AS INTEGER)", ") - julianday("
        sql, params = super().as_sql(compiler, connection, template=template, arg_joiner=joiner)
        return sql, params

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **_context: Any) -> SQL:
        """Subtract the dates, which gives whole days."""
        sql, params = super().as_sql(compiler, connection, template="-(%(expressions)s)", arg_joiner=" - ")
        return sql, params
