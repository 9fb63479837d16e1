from django.db import migrations

# Student numbers and indexes of identity numbers are no words of a language: compared byte by byte, on PostgreSQL, one
# index serves equality, order and the beginning of a number, and no locale slows it down. SQLite does so anyway.
COLUMNS = (("number", 32), ("identity_index", 32))


def by_bytes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _collate(apps, schema_editor, 'COLLATE "C"')
        field = apps.get_model("archives", "Student")._meta.get_field("number")
        like = schema_editor._create_index_name(field.model._meta.db_table, [field.column], suffix="_like")
        schema_editor.execute(f"DROP INDEX IF EXISTS {schema_editor.quote_name(like)}")


def by_locale(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _collate(apps, schema_editor, 'COLLATE "default"')
        field = apps.get_model("archives", "Student")._meta.get_field("number")
        schema_editor.execute(schema_editor._create_like_index_sql(field.model, field))


def _collate(apps, schema_editor, collation):
    table = schema_editor.quote_name(apps.get_model("archives", "Student")._meta.db_table)
    for name, length in COLUMNS:
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {name} TYPE varchar({length}) {collation}")


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0014_shorter_identity_index"),
    ]

    operations = [
        migrations.RunPython(by_bytes, by_locale),
    ]
