from django.db import migrations, models

import campus.encryption.fields


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0006_exports_and_periods"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="dropped",
            field=models.PositiveIntegerField(default=0, verbose_name="left out"),
        ),
        migrations.AddField(
            model_name="stagedrow",
            name="identity_number",
            field=campus.encryption.fields.EncryptedTextField(
                blank=True, context="registry.Student.identity_number", null=True
            ),
        ),
        migrations.AlterField(
            model_name="stagedrow",
            name="sealed",
            field=campus.encryption.fields.EncryptedTextField(
                blank=True, context="imports.StagedRow.sealed", null=True
            ),
        ),
        migrations.AlterField(
            model_name="stagedrow",
            name="status",
            field=models.CharField(
                choices=[
                    ("new", "New"),
                    ("changed", "Changed"),
                    ("refused", "Needs mending"),
                    ("dropped", "Left out"),
                    ("written", "Imported"),
                    ("left_behind", "Changed since the check"),
                    ("reversed", "Reversed"),
                    ("kept", "Kept"),
                    ("errored", "Could not be reversed"),
                ],
                max_length=12,
                verbose_name="status",
            ),
        ),
    ]
