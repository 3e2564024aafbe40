"""Conclusions, remedies and authorities' files get tables of their own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0001_initial'),
        ('cases', '0014_links_corrections_and_holds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Conclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('upheld', 'Upheld'), ('partly_upheld', 'Partly upheld'), ('not_upheld', 'Not upheld')], max_length=16)),
                ('established', models.TextField(help_text='What was established, and why that leads to the outcome.')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conclusions', to='complaints.complaint')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField()),
                ('due_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('how_done', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remedies', to='complaints.complaint')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('work_item', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='remedy', to='cases.workitem')),
            ],
            options={
                'verbose_name_plural': 'remedies',
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authority', models.CharField(max_length=200)),
                ('authority_reference', models.CharField(blank=True, help_text="The authority's own reference.", max_length=100)),
                ('received_on', models.DateField()),
                ('answer_by', models.DateField(help_text='The day that the authority set for our answer.')),
                ('at', models.DateTimeField()),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('result', models.TextField(blank=True, help_text='How the authority closed it.')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='cases.case')),
                ('party', models.ForeignKey(blank=True, help_text='The authority among the parties.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.party')),
                ('work_item', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='escalation', to='cases.workitem')),
            ],
            options={
                'ordering': ['received_on', 'id'],
                'indexes': [models.Index(condition=models.Q(('answered_on__isnull', True)), fields=['answer_by'], name='escalation_open')],
            },
        ),
    ]
