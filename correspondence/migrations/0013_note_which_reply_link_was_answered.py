"""Note on a reply address that its party's own address answered it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0012_mails_to_staff")]

    operations = [
        migrations.AddField(
            model_name="link",
            name="answered_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When mail from the party's own address first came to this reply address.",
                null=True,
            ),
        ),
    ]
