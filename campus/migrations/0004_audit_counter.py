"""Every audit event is counted, so that one that was deleted before it was sealed is missed; roles stay on record."""

from django.db import migrations, models

import campus.accounts.triggers
import campus.audit.triggers
from campus import triggers

TABLES = ("campus_auditevent", "campus_auditentry", "campus_checkpoint")
# The triggers of 0002, which those of today replace.
EARLIER = ("no_change", "no_update", "no_delete", "no_replace", "no_truncate")


def count_events_so_far(apps, schema_editor):
    counter = apps.get_model("campus", "AuditCounter")
    counter.objects.create(written=apps.get_model("campus", "AuditEvent").objects.count())


def replace_triggers(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in EARLIER:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS campus_audit_refuse()")
    for group in (campus.audit.triggers.GROUP, campus.accounts.triggers.GROUP):
        triggers.create(connection, group)


def drop_triggers(apps, schema_editor):
    for group in (campus.audit.triggers.GROUP, campus.accounts.triggers.GROUP):
        triggers.drop(schema_editor.connection, group)


class Migration(migrations.Migration):
    dependencies = [("campus", "0003_sessions_and_known_addresses")]

    operations = [
        migrations.CreateModel(
            name="AuditCounter",
            fields=[
                ("slot", models.AutoField(primary_key=True, serialize=False)),
                ("written", models.BigIntegerField(default=0, verbose_name="events written")),
            ],
            options={
                "verbose_name": "count of audit events",
                "verbose_name_plural": "counts of audit events",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("written__gte", 0)), name="audit_counter_counts_up")
                ],
            },
        ),
        migrations.RunPython(count_events_so_far, migrations.RunPython.noop),
        migrations.RunPython(replace_triggers, drop_triggers),
    ]
