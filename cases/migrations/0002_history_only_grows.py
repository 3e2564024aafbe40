"""Triggers that keep the history append-only, on both engines."""

from django.db import migrations

from cases import triggers


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(triggers.install, triggers.remove)]
