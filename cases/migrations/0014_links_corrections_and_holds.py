"""Links between cases, corrections and holds get tables; a party may be a supervisory authority."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_take_marks_off'),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('registered', 'Case registered'), ('moved', 'State changed'), ('assigned', 'Assigned'), ('rights_changed', 'Rights changed'), ('described', 'Case described anew'), ('marked', 'Clock mark set'), ('date_moved', 'Date moved'), ('dates_refused', 'Dates could not be computed'), ('law_chosen', 'Law chosen'), ('contract_promised', 'Promise of a contract'), ('duty_met', 'Duty met'), ('duty_reopened', 'Duty open again'), ('date_noticed', 'Date noticed'), ('noted', 'Note added'), ('message_received', 'Message received'), ('letter_queued', 'Letter queued'), ('letter_sent', 'Letter sent'), ('letter_failed', 'Letter failed'), ('letter_withdrawn', 'Letter taken back'), ('acknowledgement_withheld', 'Acknowledgement withheld'), ('decided', 'Decided'), ('finding', 'Finding recorded'), ('work_item', 'Work item opened'), ('work_done', 'Work item done'), ('complaint_described', 'Complaint described'), ('finding_taken_back', 'Finding taken back'), ('remedy_set', 'Remedy decided on'), ('remedy_done', 'Remedy carried out'), ('escalated', 'Taken up by an authority'), ('escalation_answered', 'Authority answered'), ('escalation_closed', 'Authority closed its file'), ('linked', 'Linked to another case'), ('corrected', 'Record corrected'), ('held', 'Legal hold set'), ('hold_released', 'Legal hold released')], max_length=32),
        ),
        migrations.AlterField(
            model_name='party',
            name='role',
            field=models.CharField(choices=[('data_subject', 'Data subject'), ('requester', 'Requester'), ('complainant', 'Complainant'), ('authorised_agent', 'Authorised agent'), ('supervisory_authority', 'Supervisory authority')], max_length=24),
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('received_on', 'Day of receipt'), ('place', 'Place'), ('language', 'Language'), ('name', 'Name of who opened the case')], max_length=12)),
                ('old', models.CharField(blank=True, max_length=200)),
                ('new', models.CharField(blank=True, max_length=200)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='cases.case')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tie', models.CharField(choices=[('related', 'Related'), ('duplicate', 'Duplicate'), ('split', 'Split from it')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_out', to='cases.case')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_in', to='cases.case')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('case', 'other'), name='cases_linked_once'), models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='case_linked_to_another')],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('released_because', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='cases.case')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('case',), name='one_open_hold_per_case')],
            },
        ),
    ]
