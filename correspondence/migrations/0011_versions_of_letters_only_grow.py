"""Triggers that keep the versions of letters append-only, on both engines."""

from django.db import migrations

from cases.triggers import install_statements, remove_statements
from correspondence.growing import TABLES


def install(_apps, schema_editor):
    for statement in install_statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, None)


def remove(_apps, schema_editor):
    for statement in remove_statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0010_versions_of_letters")]

    operations = [migrations.RunPython(install, remove)]
