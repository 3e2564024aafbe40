from django.db import migrations


def count_anew(apps, schema_editor):
    """Drop what is counted: it is made again from the cases and their history, by and by, with what is new in it."""
    for name in ("Rollup", "CaseFact", "Progress"):
        apps.get_model("reports", name).objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0006_teams_and_lateness"),
    ]

    operations = [migrations.RunPython(count_anew, migrations.RunPython.noop)]
