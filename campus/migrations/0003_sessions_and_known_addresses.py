"""Sessions that end for good, where one is signed in, and from where one signed in lately."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campus", "0002_audit_triggers"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_epoch",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name="SignedInSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("since", models.DateTimeField(verbose_name="signed in")),
                ("last_used_at", models.DateTimeField(verbose_name="last used")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="address")),
                ("browser", models.CharField(blank=True, max_length=300, verbose_name="browser")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signed_in_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "signed-in session",
            },
        ),
        migrations.CreateModel(
            name="KnownAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_index", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="known_addresses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "known address",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "address_index"), name="known_address_once_per_user")
                ],
            },
        ),
    ]
