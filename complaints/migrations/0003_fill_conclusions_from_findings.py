"""What findings said of outcome and remedy is copied to the tables made for it; run again it copies nothing twice."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make a conclusion of each finding, and a remedy where it named one."""
    finding, conclusion, remedy = (apps.get_model("complaints", name) for name in ("Finding", "Conclusion", "Remedy"))
    for old in finding.objects.order_by("pk").iterator(chunk_size=500):
        shared = {"complaint_id": old.complaint_id, "by_id": old.by_id, "at": old.at}
        conclusion.objects.get_or_create(**shared, outcome=old.outcome, defaults={"established": old.established})
        if old.remedy.strip():
            owned = {"owner_id": old.by_id, "due_on": old.at.date()}
            remedy.objects.get_or_create(**shared, what=old.remedy, defaults=owned)


class Migration(migrations.Migration):

    dependencies = [
        ("complaints", "0002_conclusions_remedies_and_escalations"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
