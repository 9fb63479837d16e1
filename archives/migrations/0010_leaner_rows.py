import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0009_sets_of_batches"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="scan",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="finding",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="findings",
                to="archives.batch",
            ),
        ),
        migrations.AlterField(
            model_name="stagedrow",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="staged_rows",
                to="archives.batch",
            ),
        ),
    ]
