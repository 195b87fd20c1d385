import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        ('voting', '0003_log_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='namn')),
                ('posted', models.BooleanField(default=False)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desks', to='voting.vote')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Exchange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('reason', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=64)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exchanges', to='paper.desk')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voting.vote')),
            ],
        ),
        migrations.CreateModel(
            name='HandOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('key', models.CharField(max_length=64)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_outs', to='paper.desk')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voting.vote')),
            ],
        ),
        migrations.CreateModel(
            name='PaperBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='dag')),
                ('seal_number', models.CharField(max_length=40, verbose_name='plombens nummer')),
                ('style', models.CharField(blank=True, max_length=40)),
                ('check_ins', models.PositiveIntegerField(verbose_name='antal avprickade')),
                ('spoiled', models.PositiveIntegerField(default=0, verbose_name='antal förstörda i kuvertet')),
                ('state', models.CharField(choices=[('sealed', 'Förseglad'), ('keying', 'Läses in'), ('approved', 'Godkänd')], default='sealed', max_length=10)),
                ('ballots', models.PositiveIntegerField(blank=True, null=True, verbose_name='antal valsedlar i lådan')),
                ('explanation', models.CharField(blank=True, max_length=500, verbose_name='förklaring')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='varför bunten rättas')),
                ('registered_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approval_asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='paper.paperbatch')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='paper.desk')),
                ('first_clerk', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_clerk', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_batches', to='voting.vote')),
            ],
            options={
                'ordering': ['day', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PaperBallot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('first', models.JSONField(blank=True, null=True)),
                ('second', models.JSONField(blank=True, null=True)),
                ('final', models.JSONField(blank=True, null=True)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='paper.paperbatch')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='PostedEnvelope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('day', models.DateField(verbose_name='dagen det kom')),
                ('state', models.CharField(choices=[('held', 'Ligger oöppnat'), ('boxed', 'Lagt i lådan'), ('listed', 'Öppnas inte')], max_length=10)),
                ('cause', models.CharField(blank=True, choices=[('no_slip', 'Ingen lapp, eller en som inte går att läsa'), ('no_inner', 'Valsedeln låg inte i ett eget, förslutet kuvert'), ('wrong', 'Lappens nummer och kod hör inte ihop'), ('void', 'Brevet gällde inte längre'), ('reissued', 'Brevet hade fått en ny kod'), ('not_in_roll', 'Personen finns inte i röstlängden'), ('late', 'Kom in för sent'), ('unregistered', 'Registrerades först när omröstningen hade stängt'), ('second', 'Ett kuvert till med samma brev'), ('stronger', 'Hade redan röstat på ett sätt som en kod inte ersätter'), ('paper', 'Hade fått eller fick en valsedel på plats'), ('later', 'Röstade igen efter att kuvertet kom')], max_length=20)),
                ('style', models.CharField(blank=True, max_length=40)),
                ('mark', models.BinaryField(max_length=32, null=True)),
                ('key', models.CharField(max_length=64)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posted_envelopes', to='voting.vote')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.CharField(max_length=64)),
                ('of', models.PositiveIntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('vote', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paper_sample', to='voting.vote')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SampleReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('reading', models.JSONField(blank=True, null=True)),
                ('same', models.BooleanField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='paper.paperballot')),
                ('sample', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='paper.sample')),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.UniqueConstraint(fields=('vote', 'name', 'posted'), name='desk_name_unique'),
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.UniqueConstraint(condition=models.Q(('posted', True)), fields=('vote',), name='one_desk_for_the_post'),
        ),
        migrations.AddConstraint(
            model_name='exchange',
            constraint=models.UniqueConstraint(fields=('vote', 'key'), name='exchanged_once'),
        ),
        migrations.AddConstraint(
            model_name='exchange',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='exchange_says_why'),
        ),
        migrations.AddConstraint(
            model_name='handout',
            constraint=models.UniqueConstraint(fields=('vote', 'key'), name='handed_out_once'),
        ),
        migrations.AddConstraint(
            model_name='paperbatch',
            constraint=models.UniqueConstraint(condition=models.Q(('corrects', None)), fields=('vote', 'seal_number'), name='seal_number_once_per_vote'),
        ),
        migrations.AddConstraint(
            model_name='paperbatch',
            constraint=models.CheckConstraint(condition=models.Q(('first_clerk', models.F('second_clerk')), _negated=True), name='two_different_clerks'),
        ),
        migrations.AddConstraint(
            model_name='paperbatch',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('approval_asked_by')), _negated=True), _connector='OR'), name='batch_approved_by_two'),
        ),
        migrations.AddConstraint(
            model_name='paperbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('approval_asked_by__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='approved_batch_says_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='paperballot',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='paper_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='postedenvelope',
            constraint=models.UniqueConstraint(fields=('vote', 'number'), name='envelope_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='postedenvelope',
            constraint=models.UniqueConstraint(fields=('vote', 'key'), name='envelope_registered_once'),
        ),
        migrations.AddConstraint(
            model_name='postedenvelope',
            constraint=models.UniqueConstraint(condition=models.Q(('mark__isnull', False)), fields=('vote', 'mark'), name='one_posted_form_per_place'),
        ),
        migrations.AddConstraint(
            model_name='postedenvelope',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'listed'), models.Q(('cause', ''), _negated=True)), models.Q(models.Q(('state', 'listed'), _negated=True), ('cause', '')), _connector='OR'), name='listed_envelope_says_why'),
        ),
        migrations.AddConstraint(
            model_name='postedenvelope',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), ('mark__isnull', False), _connector='OR'), name='held_envelope_has_its_place'),
        ),
        migrations.AddConstraint(
            model_name='samplereading',
            constraint=models.UniqueConstraint(fields=('sample', 'paper'), name='in_the_sample_once'),
        ),
    ]
