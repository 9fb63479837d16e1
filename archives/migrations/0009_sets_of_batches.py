import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0008_one_identity_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="archives.batch",
            ),
        ),
    ]
