import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-postadress')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='namn')),
                ('language', models.CharField(default='sv', max_length=8, verbose_name='språk')),
                ('is_active', models.BooleanField(default=True)),
                ('is_operator', models.BooleanField(default=False)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='person_email_unique_whatever_case')],
            },
        ),
        migrations.CreateModel(
            name='TwoPersonDeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.CharField(max_length=60)),
                ('subject_name', models.CharField(blank=True, max_length=200)),
                ('payload', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('state', models.CharField(choices=[('waiting', 'Väntar på en andra person'), ('done', 'Godkänd och utförd'), ('declined', 'Avslagen'), ('withdrawn', 'Tillbakadragen')], default='waiting', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer_reason', models.CharField(blank=True, max_length=500)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='OfferedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('deed', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='offered_file', to='people.twopersondeed')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('administrator', 'Administratör'), ('lead', 'Projektansvarig'), ('communicator', 'Kommunikatör'), ('assessor', 'Bedömare'), ('desk', 'Desk och telefon'), ('auditor', 'Granskare'), ('elected', 'Förtroendevald')], max_length=20)),
                ('granted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('organisation', 'person', 'role'), name='one_running_role')],
            },
        ),
        migrations.AddIndex(
            model_name='twopersondeed',
            index=models.Index(fields=['organisation', 'state', '-asked_at'], name='two_person_waiting'),
        ),
        migrations.AddConstraint(
            model_name='twopersondeed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('answered_by__isnull', False), models.Q(('answered_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='done_by_two_different_people'),
        ),
        migrations.AddConstraint(
            model_name='twopersondeed',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('organisation', 'kind', 'subject_type', 'subject_id'), name='asked_for_once_at_a_time'),
        ),
    ]
