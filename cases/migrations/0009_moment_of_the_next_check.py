from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_four_eyes")]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="next_check_at",
            field=models.DateTimeField(
                blank=True,
                help_text="The next moment at which the watch has something to say: a day begins there.",
                null=True,
            ),
        ),
    ]
