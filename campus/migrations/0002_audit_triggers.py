"""The audit log refuses UPDATE, DELETE and TRUNCATE in the database itself. The triggers are those of 0004."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campus", "0001_initial")]
    operations = []
