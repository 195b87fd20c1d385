from django.db import migrations


def without_rowid(apps, schema_editor):
    """On SQLite a hidden row number would tell in which order people voted; the table is made anew without one."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        table = apps.get_model("voting", "BallotSlot")._meta.db_table
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
        definition = cursor.fetchone()[0]
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", [table])
        indexes = [row[0] for row in cursor.fetchall()]
        cursor.execute(f'DROP TABLE "{table}"')
        cursor.execute(definition + " WITHOUT ROWID")
        for index in indexes:
            cursor.execute(index)


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial")]

    operations = [migrations.RunPython(without_rowid, migrations.RunPython.noop, elidable=False)]
