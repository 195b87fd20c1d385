"""The log of deeds refuses change and removal in the database itself, whichever program asks."""

from django.db import migrations

from medborgarbudget.foundation import audit_triggers


def create(apps, schema_editor):
    for statement in audit_triggers.CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in audit_triggers.DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
