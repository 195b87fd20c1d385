from django.db import migrations

from medborgarbudget.domain.voting.append_only import CREATE, DROP


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("voting", "0002_slots_without_rowid")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
