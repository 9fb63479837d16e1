"""What may lie on the disk of an import: files encrypted, without forbidden columns and rows of persons under 18.

Files from before are put in order by the next `tick`: each batch says what of its file may stay.
"""

from django.db import migrations, models

from archives.catalogue.defaults import RULES, START
from archives.imports.forbidden import forbidden_headers

ADDED = ("import.unused_columns",)
OVER = ("applied", "part_applied", "undoing", "undone")
REASONS = [
    ("forbidden", "It has columns that may not be stored"),
    ("under_age", "It has rows about persons under 18"),
    ("of_a_set", "Its part of the set was taken out"),
    ("laid_aside", "Nobody worked on it"),
    ("written", "It was imported"),
]


def add_rules(apps, schema_editor):
    rule_version = apps.get_model("archives", "RuleVersion")
    for rule in RULES:
        if rule.key in ADDED and not rule_version.objects.filter(key=rule.key).exists():
            rule_version.objects.create(
                key=rule.key,
                value=rule.value,
                effective_from=START,
                source_zh=rule.source_zh,
                source_en=rule.source_en,
                sure=rule.sure,
            )


def remove_rules(apps, schema_editor):
    apps.get_model("archives", "RuleVersion").objects.filter(key__in=ADDED).delete()


def say_what_may_stay(apps, schema_editor):
    batch_model, finding = apps.get_model("archives", "Batch"), apps.get_model("archives", "Finding")
    for batch in batch_model.objects.exclude(stored_as="").iterator():
        young = finding.objects.filter(batch_id=batch.pk, code="under_age")
        batch.withheld_rows = sorted(set(young.values_list("row", flat=True)))
        batch.source_gone, batch.to_tidy = reason(batch), True
        batch.save(update_fields=["withheld_rows", "source_gone", "to_tidy"])


def reason(batch):
    if batch.status in OVER:
        return "written"
    if batch.forbidden or forbidden_headers(batch.headers):  # by the words that are known today
        return "forbidden"
    if batch.withheld_rows:
        return "under_age"
    return "of_a_set" if batch.sheet.startswith("OneRoster/") else ""


class Migration(migrations.Migration):
    dependencies = [("archives", "0017_words_of_records_and_lists_to_release")]
    operations = [
        migrations.RemoveField(model_name="batch", name="rows_fingerprint"),
        migrations.AddField(
            model_name="batch", name="rows_as", field=models.CharField(blank=True, max_length=255)
        ),
        migrations.AddField(
            model_name="batch",
            name="source_gone",
            field=models.CharField(blank=True, choices=REASONS, max_length=12),
        ),
        migrations.AddField(
            model_name="batch", name="withheld_rows", field=models.JSONField(blank=True, default=list)
        ),
        migrations.AddField(
            model_name="batch", name="to_tidy", field=models.BooleanField(db_index=True, default=False)
        ),
        migrations.RunPython(add_rules, remove_rules),
        migrations.RunPython(say_what_may_stay, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("source_gone__in", ["", *(code for code, _label in REASONS)])),
                name="batch_source_gone_known",
            ),
        ),
    ]
