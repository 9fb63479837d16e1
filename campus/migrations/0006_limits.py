"""How often each person did what is limited, counted in one row for each window."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campus", "0005_no_superusers")]

    operations = [
        migrations.CreateModel(
            name="LimitCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=40)),
                ("limit", models.CharField(max_length=60)),
                ("seconds", models.PositiveIntegerField()),
                ("began", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("is_noted", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "limit", "seconds"), name="limit_count_once"),
                ],
            },
        ),
    ]
