from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archives", "0015_identifiers_byte_by_byte")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="check_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
