"""Takes each date of medium or high confidence for a sure one; the recompute at the start then says it exactly."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    """Fill where nothing was filled: may run again."""
    deadlines = apps.get_model("cases", "Deadline").objects.filter(firm_on__isnull=True, due_on__isnull=False)
    deadlines.exclude(confidence="low").update(firm_on=F("due_on"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_dates_that_are_sure")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
