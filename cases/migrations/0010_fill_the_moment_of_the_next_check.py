"""Lets the watch look at every watched deadline when its day begins anywhere on Earth; it then sets the moment itself."""

from django.db import migrations

FILL = {
    "postgresql": "(next_check_on::timestamp AT TIME ZONE 'UTC') - interval '14 hours'",
    "sqlite": "datetime(next_check_on, '-14 hours')",
}


def fill(_apps: object, schema_editor: object) -> None:
    """Fill what is empty; it may run again."""
    connection = schema_editor.connection  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")  # a large table takes longer than a page may
        cursor.execute(
            f"UPDATE cases_deadline SET next_check_at = {FILL[connection.vendor]} "  # noqa: S608 our own words
            "WHERE next_check_on IS NOT NULL AND next_check_at IS NULL"
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_moment_of_the_next_check")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
