import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cycles', '0001_initial'),
        ('organisations', '0001_initial'),
        ('proposals', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideWitness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('verifier_key', models.CharField(max_length=300)),
                ('added_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CodeLetterBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('anybody', 'Brev utan namn'), ('roll', 'Brev till röstlängden'), ('person', 'Nytt brev till en person'), ('school', 'Lappar till en skolklass')], default='anybody', max_length=10)),
                ('label', models.CharField(blank=True, max_length=80)),
                ('pieces', models.JSONField(default=list)),
                ('wanted', models.PositiveIntegerField(verbose_name='antal brev')),
                ('made', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('request_key', models.CharField(max_length=64)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle_area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cycles.cyclearea')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='KeyHolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='namn')),
                ('public_key', models.BinaryField(max_length=64)),
                ('registered_at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('destroyed_at', models.DateTimeField(blank=True, null=True)),
                ('destroyed_signature', models.CharField(blank=True, max_length=100)),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['place', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SealedLetters',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sealed_chunks', to='voting.codeletterbatch')),
            ],
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='namn')),
                ('state', models.CharField(choices=[('draft', 'Förbereds'), ('ready', 'Godkänd att öppna'), ('opened', 'Röster öppnade'), ('published', 'Resultat publicerat'), ('cancelled', 'Inställd')], default='draft', max_length=20)),
                ('opens_at', models.DateTimeField(verbose_name='öppnar')),
                ('closes_at', models.DateTimeField(verbose_name='stänger')),
                ('level', models.CharField(choices=[('basic', 'Bas – tjänsten håller nyckeln'), ('standard', 'Standard – tre nyckelhållare, två öppnar')], default='basic', max_length=20)),
                ('public_key', models.BinaryField(default=b'')),
                ('sealed_private_key', models.BinaryField(default=b'')),
                ('definition', models.JSONField(default=dict)),
                ('definition_hash', models.CharField(blank=True, max_length=64)),
                ('withdrawn', models.JSONField(default=list)),
                ('tie_seed', models.CharField(blank=True, max_length=64)),
                ('prepared_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('return_address', models.CharField(blank=True, max_length=300, verbose_name='adress dit blanketter postas')),
                ('extensions', models.JSONField(default=list)),
                ('urn_salt', models.CharField(blank=True, max_length=64)),
                ('urn_hash', models.CharField(blank=True, max_length=64)),
                ('urn_approved_at', models.DateTimeField(blank=True, null=True)),
                ('plaintext_hash', models.CharField(blank=True, max_length=64)),
                ('tally', models.JSONField(default=dict)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('received_count', models.PositiveIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='cycles.cycle')),
                ('opened_beside', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('rule_sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cycles.rulesheet')),
            ],
            options={
                'ordering': ['-opens_at'],
            },
        ),
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leaf', models.BinaryField(max_length=32)),
                ('fate', models.CharField(choices=[('counted', 'Räknad'), ('replaced', 'Ersatt av en senare röst'), ('control', 'Kontroll – öppnad offentligt, inte räknad'), ('paper', 'Ogiltig: personen röstade på papper'), ('posted', 'Ogiltig: personen röstade med posten'), ('void', 'Ogiltigförklarad av två tjänstepersoner')], max_length=10)),
                ('envelope', models.BinaryField(default=b'')),
                ('content', models.JSONField(blank=True, null=True)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='set_aside', to='voting.vote')),
            ],
        ),
        migrations.CreateModel(
            name='Rehearsal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.TextField()),
                ('urn_hash', models.CharField(max_length=64)),
                ('expected', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('vote', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rehearsal', to='voting.vote')),
            ],
        ),
        migrations.CreateModel(
            name='OpeningStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rehearsal', models.BooleanField(default=False)),
                ('text', models.TextField()),
                ('signature', models.CharField(max_length=100)),
                ('at', models.DateTimeField()),
                ('beside', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voting.keyholder')),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voting.keyholder')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_statements', to='voting.vote')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OpenedBallot',
            fields=[
                ('key', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('style', models.CharField(blank=True, max_length=40)),
                ('choices', models.JSONField()),
                ('on_paper', models.BooleanField(default=False)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='voting.vote')),
            ],
        ),
        migrations.CreateModel(
            name='LogAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('witness', models.CharField(max_length=200)),
                ('text', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='log_alarms', to='voting.vote')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='keyholder',
            name='vote',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holders', to='voting.vote'),
        ),
        migrations.CreateModel(
            name='EmailCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('network_hash', models.CharField(max_length=64)),
                ('browser_hash', models.CharField(max_length=64)),
                ('code_hash', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('ended', models.BooleanField(default=False)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voting.vote')),
            ],
        ),
        migrations.AddField(
            model_name='codeletterbatch',
            name='vote',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letter_batches', to='voting.vote'),
        ),
        migrations.CreateModel(
            name='CodeLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12)),
                ('secret_hash', models.CharField(max_length=200)),
                ('slip_hash', models.CharField(blank=True, max_length=200)),
                ('person_ref', models.BinaryField(max_length=32, null=True)),
                ('generation', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('issued', 'Utfärdat'), ('void', 'Ogiltigt')], default='issued', max_length=10)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='voting.codeletterbatch')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='code_letters', to='voting.vote')),
            ],
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveBigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('note', models.TextField()),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checkpoints', to='voting.vote')),
            ],
            options={
                'ordering': ['size'],
            },
        ),
        migrations.CreateModel(
            name='CastAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('leaf', models.BinaryField(max_length=32)),
                ('day', models.DateField()),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voting.vote')),
            ],
        ),
        migrations.CreateModel(
            name='BallotSlot',
            fields=[
                ('pk', models.CompositePrimaryKey('vote_id', 'slot', blank=True, editable=False, primary_key=True, serialize=False)),
                ('slot', models.BinaryField(max_length=32)),
                ('envelope', models.BinaryField()),
                ('leaf', models.BinaryField(max_length=32)),
                ('channel', models.CharField(max_length=20)),
                ('rank', models.PositiveSmallIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='voting.vote')),
            ],
        ),
        migrations.CreateModel(
            name='BallotLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leaf', models.BinaryField(max_length=32)),
                ('position', models.PositiveBigIntegerField(blank=True, null=True)),
                ('fate', models.CharField(blank=True, choices=[('counted', 'Räknad'), ('replaced', 'Ersatt av en senare röst'), ('control', 'Kontroll – öppnad offentligt, inte räknad'), ('paper', 'Ogiltig: personen röstade på papper'), ('posted', 'Ogiltig: personen röstade med posten'), ('void', 'Ogiltigförklarad av två tjänstepersoner')], db_default='', default='', max_length=10)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='log', to='voting.vote')),
            ],
        ),
        migrations.CreateModel(
            name='AssistedVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField()),
                ('place', models.CharField(choices=[('desk', 'Vid disk'), ('phone', 'I telefon')], max_length=10, verbose_name='var')),
                ('checked', models.CharField(max_length=120, verbose_name='hur identiteten kontrollerades')),
                ('cast', models.BooleanField(default=False)),
                ('clerk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assisted', to='voting.vote')),
            ],
            options={
                'ordering': ['hour', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AssistedReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('seen', models.PositiveIntegerField()),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='anmärkning')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clerk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assisted_reviews', to='voting.vote')),
            ],
            options={
                'ordering': ['day', 'id'],
            },
        ),
        migrations.CreateModel(
            name='VoteOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=80)),
                ('cost', models.BigIntegerField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300)),
                ('pot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cycles.pot')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vote_options', to='proposals.proposal')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='voting.vote')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='CorrectionNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500, verbose_name='rättelse')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='voting.vote')),
                ('option', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='voting.voteoption')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WitnessMemory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('witness', models.CharField(max_length=200)),
                ('origin', models.CharField(max_length=200)),
                ('size', models.PositiveBigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('witness', 'origin'), name='witness_remembers_once')],
            },
        ),
        migrations.CreateModel(
            name='WrongLetterCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField()),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voting.vote')),
            ],
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('witness', models.CharField(max_length=200)),
                ('verifier_key', models.CharField(max_length=300)),
                ('line', models.CharField(max_length=400)),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cosignatures', to='voting.checkpoint')),
            ],
            options={
                'ordering': ['witness'],
                'constraints': [models.UniqueConstraint(fields=('checkpoint', 'witness'), name='cosigned_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='vote_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('cycle',), name='one_running_vote_per_cycle'),
        ),
        migrations.AddConstraint(
            model_name='setaside',
            constraint=models.UniqueConstraint(fields=('vote', 'leaf'), name='set_aside_once'),
        ),
        migrations.AddConstraint(
            model_name='keyholder',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('vote', 'place'), name='one_holder_per_place'),
        ),
        migrations.AddConstraint(
            model_name='keyholder',
            constraint=models.CheckConstraint(condition=models.Q(('place__gte', 1), ('place__lte', 3)), name='holder_place_one_to_three'),
        ),
        migrations.AddIndex(
            model_name='emailcode',
            index=models.Index(fields=['vote', 'address_hash', '-sent_at'], name='email_code_address'),
        ),
        migrations.AddIndex(
            model_name='emailcode',
            index=models.Index(fields=['network_hash', '-sent_at'], name='email_code_network'),
        ),
        migrations.AddConstraint(
            model_name='codeletterbatch',
            constraint=models.UniqueConstraint(fields=('vote', 'request_key'), name='letters_asked_for_once'),
        ),
        migrations.AddConstraint(
            model_name='codeletterbatch',
            constraint=models.CheckConstraint(condition=models.Q(('made__gte', 0), ('made__lte', models.F('wanted'))), name='letters_made_at_most_wanted'),
        ),
        migrations.AddConstraint(
            model_name='codeletter',
            constraint=models.UniqueConstraint(fields=('vote', 'number'), name='letter_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='codeletter',
            constraint=models.UniqueConstraint(condition=models.Q(('person_ref__isnull', False)), fields=('vote', 'person_ref'), name='one_letter_per_person'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.UniqueConstraint(fields=('vote', 'size'), name='checkpoint_size_once'),
        ),
        migrations.AddConstraint(
            model_name='castattempt',
            constraint=models.UniqueConstraint(fields=('vote', 'key'), name='attempt_once'),
        ),
        migrations.AddConstraint(
            model_name='ballotlog',
            constraint=models.UniqueConstraint(fields=('vote', 'leaf'), name='leaf_once'),
        ),
        migrations.AddConstraint(
            model_name='ballotlog',
            constraint=models.UniqueConstraint(fields=('vote', 'position'), name='log_position_unique'),
        ),
        migrations.AddConstraint(
            model_name='assistedreview',
            constraint=models.UniqueConstraint(fields=('vote', 'clerk', 'day'), name='assisted_day_reviewed_once'),
        ),
        migrations.AddConstraint(
            model_name='assistedreview',
            constraint=models.CheckConstraint(condition=models.Q(('clerk', models.F('by')), _negated=True), name='assisted_reviewed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='voteoption',
            constraint=models.UniqueConstraint(fields=('vote', 'number'), name='option_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='voteoption',
            constraint=models.UniqueConstraint(fields=('vote', 'proposal'), name='option_once'),
        ),
        migrations.AddConstraint(
            model_name='voteoption',
            constraint=models.CheckConstraint(condition=models.Q(('cost__gt', 0)), name='option_cost_positive'),
        ),
        migrations.AddConstraint(
            model_name='wronglettercode',
            constraint=models.UniqueConstraint(fields=('vote', 'key'), name='wrong_code_once'),
        ),
    ]
