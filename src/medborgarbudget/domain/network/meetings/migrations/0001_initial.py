import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network_membership', '0001_initial'),
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('meeting', 'Nätverksträff'), ('training', 'Utbildning'), ('visit', 'Studiebesök'), ('talk', 'Frågestund')], default='meeting', max_length=20, verbose_name='slag')),
                ('slug', models.SlugField(max_length=60, verbose_name='adressnamn')),
                ('uid', models.CharField(max_length=80, unique=True)),
                ('title', models.CharField(max_length=100, verbose_name='titel')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='kort om träffen')),
                ('text', models.TextField(blank=True, max_length=6000, verbose_name='om träffen')),
                ('target_group', models.CharField(blank=True, max_length=200, verbose_name='för vem')),
                ('attendance', models.CharField(choices=[('place', 'På plats'), ('digital', 'Digitalt'), ('both', 'På plats och digitalt')], default='digital', max_length=10, verbose_name='hur man deltar')),
                ('audience', models.CharField(choices=[('members', 'Medlemmar i nätverket'), ('everybody', 'Alla som är intresserade')], default='members', max_length=10, verbose_name='vilka som får anmäla sig')),
                ('starts_at', models.DateTimeField(verbose_name='börjar')),
                ('ends_at', models.DateTimeField(verbose_name='slutar')),
                ('register_until', models.DateTimeField(verbose_name='sista anmälan')),
                ('venue', models.CharField(blank=True, max_length=120, verbose_name='lokal')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='adress')),
                ('travel', models.CharField(blank=True, max_length=500, verbose_name='hitta dit')),
                ('digital_link', models.URLField(blank=True, max_length=500, verbose_name='länk till det digitala mötet')),
                ('places', models.PositiveIntegerField(blank=True, null=True, verbose_name='platser på plats')),
                ('digital_places', models.PositiveIntegerField(blank=True, null=True, verbose_name='digitala platser')),
                ('max_per_member', models.PositiveIntegerField(blank=True, null=True, verbose_name='högst så många per medlem')),
                ('price', models.BigIntegerField(default=0, verbose_name='pris')),
                ('cost_note', models.CharField(blank=True, max_length=300, verbose_name='egna kostnader')),
                ('asks_needs', models.BooleanField(default=False, verbose_name='fråga om mat och tillgänglighet')),
                ('selection', models.CharField(choices=[('first', 'I den ordning anmälningarna kommer in'), ('draw', 'Genom lottning'), ('rule', 'Efter regler, med lottning mellan lika')], default='first', max_length=10, verbose_name='hur platserna fördelas')),
                ('seed', models.CharField(blank=True, max_length=64)),
                ('drawn_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', 'Utkast'), ('published', 'Publicerad'), ('cancelled', 'Inställd')], default='draft', max_length=20)),
                ('cancelled_reason', models.CharField(blank=True, max_length=300, verbose_name='varför den är inställd')),
                ('moved_from', models.DateTimeField(blank=True, null=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('check_in_code', models.CharField(blank=True, max_length=6)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('needs_forgotten_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['starts_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='titel')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='länk')),
                ('file', models.FileField(blank=True, upload_to='meetings/%Y/', verbose_name='fil')),
                ('file_name', models.CharField(blank=True, max_length=150)),
                ('size', models.PositiveIntegerField(default=0)),
                ('audience', models.CharField(choices=[('participants', 'De som var med'), ('members', 'Alla medlemmar'), ('everybody', 'Alla')], default='members', max_length=20, verbose_name='vilka som får se')),
                ('added_at', models.DateTimeField()),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='material', to='network_meetings.meeting')),
            ],
            options={
                'ordering': ['added_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='EvaluationReply',
            fields=[
                ('key', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('answers', models.JSONField(default=dict)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='network_meetings.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='EvaluationQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0)),
                ('kind', models.CharField(choices=[('scale', 'Betyg 1–5'), ('choice', 'Val bland svar'), ('text', 'Egna ord')], max_length=10, verbose_name='slag')),
                ('text', models.CharField(max_length=200, verbose_name='fråga')),
                ('options', models.JSONField(blank=True, default=list)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='network_meetings.meeting')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='MeetingDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('selection', models.CharField(choices=[('first', 'I den ordning anmälningarna kommer in'), ('draw', 'Genom lottning'), ('rule', 'Efter regler, med lottning mellan lika')], max_length=10)),
                ('seed', models.CharField(max_length=64)),
                ('places', models.PositiveIntegerField(null=True)),
                ('rows', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draw', to='network_meetings.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='ProgrammeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0)),
                ('at', models.TimeField(blank=True, null=True, verbose_name='klockslag')),
                ('title', models.CharField(max_length=150, verbose_name='programpunkt')),
                ('speaker', models.CharField(blank=True, max_length=200, verbose_name='medverkande')),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='beskrivning')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme', to='network_meetings.meeting')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('place', 'På plats'), ('digital', 'Digitalt')], max_length=10, verbose_name='hur du deltar')),
                ('state', models.CharField(choices=[('interested', 'Har anmält intresse'), ('registered', 'Har plats'), ('waiting', 'På väntelistan'), ('cancelled', 'Avanmäld')], max_length=20)),
                ('number', models.PositiveIntegerField()),
                ('seat', models.PositiveIntegerField(blank=True, null=True)),
                ('line', models.PositiveIntegerField(default=0)),
                ('why', models.JSONField(default=list)),
                ('diet', models.CharField(blank=True, max_length=300, verbose_name='mat')),
                ('access', models.CharField(blank=True, max_length=300, verbose_name='tillgänglighet')),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('must_confirm', models.BooleanField(default=False)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('checked_in_at', models.DateTimeField(blank=True, null=True)),
                ('has_evaluated', models.BooleanField(default=False)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='network_meetings.meeting')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='network_membership.member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('sent_at', models.DateTimeField()),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='network_meetings.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='CalendarKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=48, unique=True)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'person'), name='one_calendar_key_per_person')],
            },
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['organisation', 'starts_at'], name='meeting_starts'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('organisation', 'slug'), name='meeting_slug_unique'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('register_until__lte', models.F('starts_at'))), name='meeting_registration_ends_before_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='meeting_price_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancelled_reason', ''), _negated=True), _connector='OR'), name='meeting_cancelled_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('drawn_at', None), models.Q(('seed', ''), _negated=True), _connector='OR'), name='meeting_drawn_with_a_seed'),
        ),
        migrations.AddConstraint(
            model_name='material',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('url', ''), models.Q(('file', ''), _negated=True)), models.Q(models.Q(('url', ''), _negated=True), ('file', '')), _connector='OR'), name='material_is_a_file_or_a_link'),
        ),
        migrations.AddConstraint(
            model_name='evaluationquestion',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='evaluation_question_asks'),
        ),
        migrations.AddConstraint(
            model_name='programmeitem',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='programme_item_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(fields=('meeting', 'person'), name='registered_once_per_meeting'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(fields=('meeting', 'number'), name='registration_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('seat__isnull', False)), fields=('meeting', 'mode', 'seat'), name='one_person_per_seat'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seat__isnull', False), ('state', 'registered')), models.Q(models.Q(('state', 'registered'), _negated=True), ('seat', None)), _connector='OR'), name='a_seat_for_each_registered_and_no_other'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('meeting', 'kind', 'sequence'), name='reminded_once'),
        ),
    ]
