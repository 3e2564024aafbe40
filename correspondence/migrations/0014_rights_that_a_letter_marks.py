"""Keep on a letter which rights its mark is set on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0013_note_which_reply_link_was_answered")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="mark_rights",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="The rights that its mark is set on; empty for all that the case then has.",
            ),
        ),
    ]
