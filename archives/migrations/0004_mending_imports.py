

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import campus.encryption.fields


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0003_purposes"),
        ("campus", "0002_audit_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="all_or_nothing",
            field=models.BooleanField(default=False, verbose_name="all rows or none"),
        ),
        migrations.AddField(
            model_name="batch",
            name="answers",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="batch",
            name="mends",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mended_by",
                to="archives.batch",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="reached",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="batch",
            name="shredded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="file shredded"),
        ),
        migrations.AddField(
            model_name="batch",
            name="undone_from",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stagedrow",
            name="cells",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="stagedrow",
            name="digest",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.CreateModel(
            name="BatchKeys",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("hashes", models.BinaryField()),
                ("rows", models.BinaryField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key_sets",
                        to="archives.batch",
                    ),
                ),
            ],
            options={
                "verbose_name": "keys of a file",
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "name"), name="keys_of_a_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CellFix",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField(verbose_name="row")),
                ("field", models.CharField(max_length=40)),
                (
                    "value",
                    campus.encryption.fields.EncryptedTextField(
                        blank=True, context="imports.CellFix.value", default=""
                    ),
                ),
                ("fixed_at", models.DateTimeField(verbose_name="mended")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cell_fixes",
                        to="archives.batch",
                    ),
                ),
                (
                    "fixed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "mended cell",
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "row", "field"), name="cell_fixed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RememberedValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=24)),
                ("field", models.CharField(max_length=40)),
                ("found", models.CharField(max_length=160, verbose_name="found")),
                ("value", models.CharField(max_length=160, verbose_name="meant")),
                ("said_at", models.DateTimeField()),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campus.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "remembered value",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "unit", "field", "found"), name="value_remembered_once"
                    )
                ],
            },
        ),
    ]
