"""Lists of records leave after a second person released them; nothing leads back from a student to records."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from campus.conditions import HasWords


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0016_digest_of_a_check"),
        ("campus", "0002_audit_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="record",
            options={
                "base_manager_name": "objects",
                "ordering": ["-starts_on", "-number"],
                "verbose_name": "honesty record",
                "verbose_name_plural": "honesty records",
            },
        ),
        migrations.AlterField(
            model_name="record",
            name="record_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archives.recordtype"
            ),
        ),
        migrations.AlterField(
            model_name="record",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archives.student"
            ),
        ),
        migrations.CreateModel(
            name="ListRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="export number")),
                ("case_number", models.CharField(blank=True, max_length=80, verbose_name="case or round number")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "format",
                    models.CharField(
                        choices=[("xlsx", "Excel workbook (.xlsx)"), ("csv", "Text table (.csv)")],
                        max_length=4,
                        verbose_name="format",
                    ),
                ),
                ("count", models.PositiveIntegerField(verbose_name="records on the day it was asked for")),
                ("asked_at", models.DateTimeField(verbose_name="asked for")),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="released")),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="not released")),
                ("refusal", models.CharField(blank=True, max_length=300, verbose_name="why it was not released")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "export",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="archives.export",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="archives.purpose",
                        verbose_name="purpose",
                    ),
                ),
                (
                    "refused_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campus.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "list of records asked for",
                "verbose_name_plural": "lists of records asked for",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["xlsx", "csv"])), name="list_request_format_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(HasWords("reason")), name="list_request_says_what_for"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at", None), ("released_by", None)),
                            models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="list_request_released_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refusal", ""), ("refused_at", None), ("refused_by", None)),
                            models.Q(
                                ("refused_at__isnull", False),
                                ("refused_by__isnull", False),
                                HasWords("refusal"),
                            ),
                            _connector="OR",
                        ),
                        name="list_request_refused_at_by_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("released_at", None), ("refused_at", None), _connector="OR"),
                        name="list_request_released_or_refused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by", None),
                            models.Q(("released_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="list_request_released_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("export", None), ("released_at__isnull", False), _connector="OR"),
                        name="list_request_taken_after_release",
                    ),
                ],
            },
        ),
    ]
