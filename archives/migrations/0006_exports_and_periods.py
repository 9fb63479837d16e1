"""Lists that were taken away; how long rows to mend and the files of imports are kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from archives.catalogue.defaults import RULES, START

ADDED = ("import.error_workbook", "import.source_kept")


def add_rules(apps, schema_editor):
    """A new school has them from the start."""
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


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0005_good_deeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="export number")),
                (
                    "what",
                    models.CharField(
                        choices=[("students", "Students"), ("records", "Honesty records")],
                        max_length=12,
                        verbose_name="list",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("xlsx", "Excel workbook (.xlsx)"), ("csv", "Text table (.csv)")],
                        max_length=4,
                        verbose_name="format",
                    ),
                ),
                ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the file (SHA-256)")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["students", "records"])), name="export_list_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["xlsx", "csv"])), name="export_format_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose", ""), _negated=True)
                        & models.Q(("digest", ""), _negated=True),
                        name="export_says_what_for",
                    ),
                ],
            },
        ),
        migrations.RunPython(add_rules, remove_rules),
    ]
