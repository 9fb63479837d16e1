"""The purposes for which an archive may be looked into."""

from django.db import migrations

from archives.consultation.defaults import create_purposes


def fill(apps, schema_editor):
    create_purposes(basis_model=apps.get_model("archives", "LegalBasis"),
                    purpose_model=apps.get_model("archives", "Purpose"))


def empty(apps, schema_editor):
    apps.get_model("archives", "Purpose").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("archives", "0002_catalogue_defaults")]
    operations = [migrations.RunPython(fill, empty)]
