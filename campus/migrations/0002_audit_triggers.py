"""The audit log refuses UPDATE, DELETE and TRUNCATE in the database itself, on SQLite and PostgreSQL."""

from django.db import migrations

from campus.audit import triggers


def create_triggers(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop_triggers(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("campus", "0001_initial")]
    operations = [migrations.RunPython(create_triggers, drop_triggers)]
