import datetime

from django.db import migrations, models
from django.db.models import Q

from archives.registry.student_numbers import PATTERN, PLAIN_FROM


def name_odd_ones(apps, schema_editor):
    """Nobody but the school can say which number a student has: odd ones are named before the database refuses them."""
    odd = apps.get_model("archives", "Student").objects.filter(registered_on__gte=PLAIN_FROM).exclude(
        number__regex=PATTERN)
    numbers = [repr(number) for number in odd.order_by("number").values_list("number", flat=True)[:20]]
    if numbers:
        raise ValueError(
            f"There are students registered since {PLAIN_FROM} whose numbers hold other signs than letters, digits and "
            f"- _ . between them. Give them their true numbers first, then migrate: {', '.join(numbers)}"
        )


class Migration(migrations.Migration):
    dependencies = [("archives", "0018_files_under_the_rules")]

    operations = [
        migrations.RunPython(name_odd_ones, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="student",
            constraint=models.CheckConstraint(
                condition=Q(registered_on__lt=datetime.date(2026, 11, 29))
                | Q(
                    number__regex=r"\A[0-9A-Za-z\u4e00-\u9fff]"
                    r"(?:[-_.0-9A-Za-z\u4e00-\u9fff]*[0-9A-Za-z\u4e00-\u9fff])?\Z"
                ),
                name="student_number_is_plain",
            ),
        ),
    ]
