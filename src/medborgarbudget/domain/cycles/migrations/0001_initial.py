import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cycle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=40, validators=[django.core.validators.RegexValidator('^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$', 'Använd bara a–z, siffror och bindestreck, högst 40 tecken.')], verbose_name='adressnamn')),
                ('name', models.CharField(max_length=120, verbose_name='namn')),
                ('year', models.PositiveIntegerField(verbose_name='år')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='kort beskrivning')),
                ('promise', models.CharField(max_length=300, verbose_name='vad vi lovar, i en mening')),
                ('level', models.CharField(choices=[('information', 'Information'), ('consultation', 'Konsultation'), ('dialogue', 'Dialog'), ('influence', 'Inflytande'), ('co_decision', 'Medbeslutande')], max_length=20, verbose_name='steg på delaktighetstrappan')),
                ('orientations', models.JSONField(default=list, verbose_name='inriktning')),
                ('reference_prefix', models.CharField(max_length=12, verbose_name='början på förslagens nummer')),
                ('budget', models.BigIntegerField(default=0, verbose_name='pengar avsatta i hela omgången')),
                ('moderation', models.CharField(choices=[('after', 'I efterhand – förslag syns direkt'), ('before', 'I förväg – förslag syns när de har granskats')], default='after', max_length=10, verbose_name='granskning av förslag')),
                ('proposal_min_age', models.PositiveSmallIntegerField(default=0, verbose_name='lägsta ålder för att föreslå')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('copied_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cycles.cycle')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['-year', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CycleArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('inhabitants', models.PositiveIntegerField(blank=True, null=True, verbose_name='antal invånare')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.area')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cycle_areas', to='cycles.cycle')),
            ],
            options={
                'ordering': ['area__position', 'area__name'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('frame', 'Rambeslut'), ('ballot_list', 'Beslut om vilka förslag som går till omröstning'), ('winners', 'Beslut om vilka förslag som genomförs'), ('deviation', 'Beslut att avvika från röstningsresultatet')], max_length=20, verbose_name='slag av beslut')),
                ('body', models.CharField(max_length=100, verbose_name='vem som beslutade')),
                ('decided_on', models.DateField(verbose_name='datum')),
                ('paragraph', models.CharField(max_length=20, verbose_name='paragraf')),
                ('diary_number', models.CharField(max_length=40, verbose_name='diarienummer')),
                ('link', models.URLField(blank=True, max_length=400, verbose_name='länk till protokollet')),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='vad som beslutades')),
                ('registered_at', models.DateTimeField()),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cycles.cycle')),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['decided_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Pot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='namn')),
                ('kind', models.CharField(choices=[('fixed', 'Fast belopp'), ('per_inhabitant', 'Kronor per invånare, med tak'), ('population_share', 'Andel av omgångens pengar efter folkmängd')], default='fixed', max_length=20, verbose_name='hur beloppet bestäms')),
                ('fixed_amount', models.BigIntegerField(blank=True, null=True, verbose_name='belopp')),
                ('per_inhabitant', models.PositiveIntegerField(blank=True, null=True, verbose_name='kronor per invånare')),
                ('cap', models.BigIntegerField(blank=True, null=True, verbose_name='högst')),
                ('amount', models.BigIntegerField()),
                ('position', models.PositiveIntegerField(default=0)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pots', to='cycles.cycle')),
                ('cycle_area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pots', to='cycles.cyclearea')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RuleSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('min_age', models.PositiveSmallIntegerField(default=0, verbose_name='lägsta ålder för att rösta')),
                ('age_on', models.DateField(blank=True, null=True, verbose_name='åldern räknas den')),
                ('tie_to_place', models.CharField(max_length=200, verbose_name='vem som får rösta, i ord')),
                ('group_kind', models.CharField(blank=True, choices=[('group', 'Bara de som är med i vissa grupper'), ('class', 'Bara elever i vissa skolor eller klasser')], max_length=10, verbose_name='för vissa')),
                ('groups', models.JSONField(blank=True, default=list, verbose_name='grupper eller klasser')),
                ('ballot_kind', models.CharField(choices=[('up_to_k', 'Välj upp till ett antal förslag'), ('own_and_free', 'Eget område och ett till – upp till ett antal förslag i vart och ett'), ('one', 'Välj ett förslag'), ('knapsack', 'Välj förslag så länge pengarna räcker'), ('points', 'Fördela poäng'), ('ranking', 'Rangordna förslag'), ('grades', 'Ge betyg'), ('plus_minus', 'Plus och minus'), ('star', 'Ge stjärnor, 0 till 5')], default='up_to_k', max_length=20, verbose_name='valsedel')),
                ('max_choices', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='högsta antal val')),
                ('min_choices', models.PositiveSmallIntegerField(default=0, verbose_name='lägsta antal val')),
                ('points_total', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='antal poäng att ge')),
                ('points_each', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='högsta antal poäng på ett förslag')),
                ('counting_rule', models.CharField(choices=[('equal-shares', 'Jämlika andelar – varje röst får lika stor del av pengarna'), ('greedy', 'Flest röster först – så länge pengarna räcker'), ('points', 'Flest poäng först – så länge pengarna räcker'), ('majority-judgement', 'Bästa mittbetyg först – så länge pengarna räcker'), ('plus-minus', 'Plus minus minus, störst skillnad först – så länge pengarna räcker'), ('star', 'Stjärnor och tvekamp – så länge pengarna räcker')], default='equal-shares', max_length=30, verbose_name='räknesätt')),
                ('completion', models.CharField(default='add1', max_length=30, verbose_name='när pengar blir över')),
                ('utility', models.CharField(default='cost', max_length=20)),
                ('cost_ceiling', models.BigIntegerField(blank=True, null=True, verbose_name='högsta kostnad för ett förslag')),
                ('vote_threshold', models.PositiveIntegerField(default=0, verbose_name='minsta antal röster för att vinna')),
                ('identities', models.JSONField(default=list, verbose_name='hur man visar vem man är')),
                ('created_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='varför reglerna ändras')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rule_sheets', to='cycles.cycle')),
            ],
            options={
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='namn')),
                ('description', models.CharField(blank=True, max_length=400, verbose_name='beskrivning')),
                ('deeds', models.JSONField(default=list, verbose_name='vad steget öppnar')),
                ('position', models.PositiveIntegerField()),
                ('opens_at', models.DateTimeField(blank=True, null=True, verbose_name='öppnar')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='stänger')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='cycles.cycle')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='namn')),
                ('icon', models.CharField(default='tree', max_length=30)),
                ('position', models.PositiveIntegerField(default=0)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='cycles.cycle')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.UniqueConstraint(fields=('organisation', 'slug'), name='cycle_slug_unique'),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.UniqueConstraint(fields=('organisation', 'name'), name='cycle_name_unique'),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.UniqueConstraint(fields=('organisation', 'reference_prefix'), name='cycle_prefix_unique'),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.CheckConstraint(condition=models.Q(('budget__gte', 0)), name='cycle_budget_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='cyclearea',
            constraint=models.UniqueConstraint(fields=('cycle', 'area'), name='area_once_per_cycle'),
        ),
        migrations.AddConstraint(
            model_name='pot',
            constraint=models.UniqueConstraint(fields=('cycle', 'name'), name='pot_name_unique'),
        ),
        migrations.AddConstraint(
            model_name='pot',
            constraint=models.UniqueConstraint(fields=('cycle', 'cycle_area'), name='one_pot_per_area'),
        ),
        migrations.AddConstraint(
            model_name='pot',
            constraint=models.UniqueConstraint(condition=models.Q(('cycle_area', None)), fields=('cycle',), name='one_pot_for_the_whole'),
        ),
        migrations.AddConstraint(
            model_name='pot',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='pot_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='rulesheet',
            constraint=models.UniqueConstraint(fields=('cycle', 'version'), name='rule_sheet_version_unique'),
        ),
        migrations.AddConstraint(
            model_name='rulesheet',
            constraint=models.CheckConstraint(condition=models.Q(('group_kind__in', ['', 'group', 'class'])), name='rule_sheet_group_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('opens_at', None), ('closes_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='step_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.UniqueConstraint(fields=('cycle', 'name'), name='theme_once_per_cycle'),
        ),
    ]
