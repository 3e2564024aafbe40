from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0003_schedules'),
    ]

    operations = [
        migrations.AddField(
            model_name='progress',
            name='untallied',
            field=models.JSONField(blank=True, default=list, help_text='First days of months whose facts changed since.'),
        ),
    ]
