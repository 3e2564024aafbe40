"""Find the open questions of one kind without reading all marks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_version_of_a_released_letter")]

    operations = [
        migrations.AddIndex(
            model_name="clockmark",
            index=models.Index(condition=models.Q(("stop_open", True)), fields=["mark", "case"], name="mark_open_stop"),
        ),
    ]
