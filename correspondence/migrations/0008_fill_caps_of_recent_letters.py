"""Fills what recent automatic letters are capped by; older ones are no longer counted. It may run again."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the letters of the last two days."""
    letters = apps.get_model("correspondence", "Letter").objects
    recent = letters.filter(automatic=True, cap_address="", queued_at__gt=timezone.now() - timedelta(days=2))
    for pk, to in list(recent.values_list("pk", "to")):
        local, _, domain = to.strip().lower().rpartition("@")
        plain = f"{local.partition('+')[0] or local}@{domain}"
        letters.filter(pk=pk).update(cap_address=plain, cap_domain=domain)


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0007_caps_by_plain_address")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
