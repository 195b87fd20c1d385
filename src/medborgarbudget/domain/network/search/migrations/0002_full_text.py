from django.db import migrations

TABLE = "network_search_searchentry"
WORDS = "network_search_words"
COLUMNS = "title_stems, text_stems"

CREATE = {
    "sqlite": (
        # Words come ready stemmed, divided by spaces; diacritics are kept, since å, ä and ö are letters of their own.
        f"CREATE VIRTUAL TABLE {WORDS} USING fts5 ({COLUMNS}, content='{TABLE}', content_rowid='id', "
        "tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')",
        f"CREATE TRIGGER {WORDS}_new AFTER INSERT ON {TABLE} BEGIN "
        f"INSERT INTO {WORDS} (rowid, {COLUMNS}) VALUES (new.id, new.title_stems, new.text_stems); END",
        f"CREATE TRIGGER {WORDS}_gone AFTER DELETE ON {TABLE} BEGIN "
        f"INSERT INTO {WORDS} ({WORDS}, rowid, {COLUMNS}) VALUES ('delete', old.id, old.title_stems, old.text_stems); END",
        f"CREATE TRIGGER {WORDS}_changed AFTER UPDATE ON {TABLE} BEGIN "
        f"INSERT INTO {WORDS} ({WORDS}, rowid, {COLUMNS}) VALUES ('delete', old.id, old.title_stems, old.text_stems); "
        f"INSERT INTO {WORDS} (rowid, {COLUMNS}) VALUES (new.id, new.title_stems, new.text_stems); END",
    ),
    "postgresql": (
        f"ALTER TABLE {TABLE} ADD COLUMN words tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple', title_stems), 'A') || setweight(to_tsvector('simple', text_stems), 'D')) STORED",
        # Ranking reads every word list that fits the question; packed ones would be unpacked each time.
        f"ALTER TABLE {TABLE} ALTER COLUMN words SET STORAGE EXTERNAL",
        # Things are told seldom and asked for often: no list of pending words that every question would have to read through.
        f"CREATE INDEX {WORDS} ON {TABLE} USING gin (words) WITH (fastupdate = off)",
    ),
}
DROP = {
    "sqlite": (
        *(f"DROP TRIGGER IF EXISTS {WORDS}_{when}" for when in ("new", "gone", "changed")),
        f"DROP TABLE IF EXISTS {WORDS}",
    ),
    "postgresql": (f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS words",),
}


def create(apps, schema_editor):
    """The databases' own full-text indexes over the stems; no model field, since Django knows neither."""
    for statement in CREATE.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("network_search", "0001_initial")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
