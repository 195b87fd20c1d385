import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cycles', '0001_initial'),
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Roll',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('checking', 'Läses'), ('refused', 'Gick inte att läsa'), ('checked', 'Läst – väntar på godkännande'), ('approved', 'Gäller'), ('replaced', 'Ersatt av en nyare'), ('discarded', 'Kastad')], default='checking', max_length=12)),
                ('file_name', models.CharField(max_length=120)),
                ('request_key', models.CharField(max_length=64)),
                ('bytes_total', models.BigIntegerField(default=0)),
                ('bytes_read', models.BigIntegerField(default=0)),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('min_age', models.PositiveSmallIntegerField(default=0)),
                ('age_on', models.DateField()),
                ('group_kind', models.CharField(blank=True, max_length=10)),
                ('groups', models.JSONField(default=list)),
                ('run', models.CharField(blank=True, max_length=32)),
                ('refusal', models.CharField(blank=True, max_length=400)),
                ('summary', models.JSONField(default=dict)),
                ('has_contacts', models.BooleanField(default=False)),
                ('uploaded_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('compared_with', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rolls.roll')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rolls', to='cycles.cycle')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='RejectedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('column', models.CharField(blank=True, max_length=40)),
                ('reason', models.CharField(max_length=300)),
                ('roll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejected', to='rolls.roll')),
            ],
            options={
                'ordering': ['row', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RollContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'E-post'), ('phone', 'Telefon')], max_length=5)),
                ('ref', models.BinaryField(max_length=32)),
                ('person_ref', models.BinaryField(max_length=32)),
                ('roll', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='rolls.roll')),
            ],
        ),
        migrations.CreateModel(
            name='RollEntry',
            fields=[
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('person_ref', models.BinaryField(max_length=32)),
                ('birth_year', models.PositiveSmallIntegerField()),
                ('ended', models.BooleanField(default=False)),
                ('area', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cycles.cyclearea')),
                ('roll', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='rolls.roll')),
            ],
        ),
        migrations.CreateModel(
            name='RollChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('add', 'Lägga till en person'), ('move', 'Flytta en person till ett annat område'), ('end', 'Ta bort en person')], max_length=5)),
                ('reason', models.CharField(max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('roll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='rolls.roll')),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rolls.rollentry')),
            ],
            options={
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SamePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('other', models.BinaryField(max_length=32)),
                ('person_ref', models.BinaryField(max_length=32)),
                ('roll', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='same_persons', to='rolls.roll')),
            ],
        ),
        migrations.CreateModel(
            name='SealedAddresses',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_class', models.CharField(blank=True, max_length=80)),
                ('number', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cycles.cyclearea')),
                ('roll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='rolls.roll')),
            ],
        ),
        migrations.CreateModel(
            name='UploadPiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('roll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='rolls.roll')),
            ],
        ),
        migrations.AddConstraint(
            model_name='roll',
            constraint=models.UniqueConstraint(fields=('cycle', 'version'), name='roll_version_unique'),
        ),
        migrations.AddConstraint(
            model_name='roll',
            constraint=models.UniqueConstraint(fields=('cycle', 'request_key'), name='roll_asked_for_once'),
        ),
        migrations.AddConstraint(
            model_name='roll',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'approved')), fields=('cycle',), name='one_roll_in_force_per_cycle'),
        ),
        migrations.AddConstraint(
            model_name='rollcontact',
            constraint=models.UniqueConstraint(fields=('roll', 'kind', 'ref', 'person_ref'), name='roll_contact_once'),
        ),
        migrations.AddConstraint(
            model_name='rollentry',
            constraint=models.UniqueConstraint(fields=('roll', 'person_ref'), name='person_once_per_roll'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.UniqueConstraint(fields=('roll', 'other'), name='same_person_once'),
        ),
        migrations.AddConstraint(
            model_name='uploadpiece',
            constraint=models.UniqueConstraint(fields=('roll', 'position'), name='upload_piece_once'),
        ),
    ]
