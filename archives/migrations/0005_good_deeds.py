"""Good deeds: some kinds need a paper that verifies them; one paper may verify several deeds of a student."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from archives.catalogue.starting_types import TYPES


def ask_for_proof(apps, schema_editor):
    """Of the versions that came with the product; a school's own versions stay as they are."""
    codes = [kind.code for kind in TYPES if kind.needs_proof]
    apps.get_model("archives", "RecordType").objects.filter(code__in=codes, created_at=None).update(needs_proof=True)


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0004_mending_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="record", name="decision_recorded_once_per_student"),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(
                condition=Q(("polarity", "adverse"), ("withdrawn_at", None), Q(("decision_number", ""), _negated=True)),
                fields=("student", "decision_number"),
                name="decision_recorded_once_per_student",
            ),
        ),
        migrations.AddField(
            model_name="recordtype",
            name="needs_proof",
            field=models.BooleanField(default=False, verbose_name="needs a paper that verifies it"),
        ),
        migrations.RunPython(ask_for_proof, migrations.RunPython.noop),
    ]
