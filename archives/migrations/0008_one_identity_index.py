from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('archives', '0007_staged_rows'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='student',
            name='student_identity_index',
        ),
    ]
