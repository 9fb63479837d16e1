"""The database refuses what the law refuses, though somebody writes SQL: checks, and triggers for what a check cannot
see. What old rows can be given the right value without asking anybody, they are given it first.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Least

import archives.registry.adulthood
import archives.triggers
import campus.conditions
from archives.registry.adulthood import Birthday
from campus import triggers
from campus.conditions import HasWords, SchoolDay, YearsAfter


def put_right(apps, schema_editor):
    """A false 18th birthday of an adult, and a record that would be shown for more than five years."""
    student = apps.get_model("archives", "Student").objects
    student.filter(adult_on__lt=Birthday("birth_date", 18), registered_on__gte=Birthday("birth_date", 18)).update(
        adult_on=Birthday("birth_date", 18)
    )
    end = YearsAfter("conduct_on", 5)
    apps.get_model("archives", "Record").objects.filter(polarity="adverse", display_until__gt=end).update(
        starts_on=Least("starts_on", end), display_until=end, shown_because="adverse.max_keep"
    )


def name_the_rest(apps, schema_editor):
    """Rows that only the school can put right are named, before the database would refuse them without a name."""
    student, record = apps.get_model("archives", "Student").objects, apps.get_model("archives", "Record").objects
    wrong = {
        "students under 18 on the day of their registration": student.filter(adult_on__lt=Birthday("birth_date", 18)),
        "students registered on a day to come": student.filter(registered_on__gt=SchoolDay("changed_at")),
        "adverse records whose decision number or clause is blank": record.filter(
            ~Q(HasWords("decision_number")) | ~Q(HasWords("basis_clause")), polarity="adverse"
        ),
        "records without facts": record.exclude(HasWords("facts")),
    }
    for what, rows in wrong.items():
        numbers = list(rows.order_by("number").values_list("number", flat=True)[:20])
        if numbers:
            raise ValueError(
                f"There are {what}, which the law does not allow. Put them right with the version "
                f"before this one, then migrate: {', '.join(numbers)}"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0019_plain_student_numbers"),
        ("campus", "0004_audit_counter"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = triggers.without_guards(
        archives.triggers.GROUP,
        [
            migrations.RunPython(put_right, migrations.RunPython.noop),
            migrations.RunPython(name_the_rest, migrations.RunPython.noop),
            migrations.RemoveConstraint(
                model_name="export",
                name="export_says_what_for",
            ),
            migrations.RemoveConstraint(
                model_name="legalbasis",
                name="legal_basis_has_code_and_title",
            ),
            migrations.RemoveConstraint(
                model_name="lookup",
                name="look_up_says_who_and_why",
            ),
            migrations.RemoveConstraint(
                model_name="purpose",
                name="purpose_named_in_both_languages",
            ),
            migrations.RemoveConstraint(
                model_name="record",
                name="adverse_record_has_its_papers",
            ),
            migrations.RemoveConstraint(
                model_name="record",
                name="record_withdrawn_at_and_by",
            ),
            migrations.RemoveConstraint(
                model_name="record",
                name="record_disputed_at_and_by",
            ),
            migrations.RemoveConstraint(
                model_name="record",
                name="record_settled_at_and_by",
            ),
            migrations.RemoveConstraint(
                model_name="record",
                name="record_statement_and_its_time",
            ),
            migrations.RemoveConstraint(
                model_name="recordtype",
                name="record_type_named_in_both_languages",
            ),
            migrations.RemoveConstraint(
                model_name="student",
                name="student_has_number_and_name",
            ),
            migrations.AddConstraint(
                model_name="export",
                constraint=models.CheckConstraint(
                    condition=models.Q(campus.conditions.HasWords("purpose"), models.Q(("digest", ""), _negated=True)),
                    name="export_says_what_for",
                ),
            ),
            migrations.AddConstraint(
                model_name="legalbasis",
                constraint=models.CheckConstraint(
                    condition=models.Q(campus.conditions.HasWords("code"), campus.conditions.HasWords("title_zh")),
                    name="legal_basis_has_code_and_title",
                ),
            ),
            migrations.AddConstraint(
                model_name="lookup",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        campus.conditions.HasWords("reason"),
                        campus.conditions.HasWords("by_name"),
                        campus.conditions.HasWords("role"),
                    ),
                    name="look_up_says_who_and_why",
                ),
            ),
            migrations.AddConstraint(
                model_name="purpose",
                constraint=models.CheckConstraint(
                    condition=models.Q(campus.conditions.HasWords("name_zh"), campus.conditions.HasWords("name_en")),
                    name="purpose_named_in_both_languages",
                ),
            ),
            migrations.AddConstraint(
                model_name="record",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("polarity", "good"),
                        models.Q(
                            campus.conditions.HasWords("decision_number"),
                            campus.conditions.HasWords("basis_clause"),
                            models.Q(("severity", ""), _negated=True),
                            ("decided_on__isnull", False),
                            ("served_on__isnull", False),
                            ("told_on__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="adverse_record_has_its_papers",
                ),
            ),
            migrations.AddConstraint(
                model_name="record",
                constraint=models.CheckConstraint(
                    condition=models.Q(campus.conditions.HasWords("facts")), name="record_says_what_happened"
                ),
            ),
            migrations.AddConstraint(
                model_name="record",
                constraint=models.CheckConstraint(
                    condition=models.Q(("severity__in", ["", "minor", "general", "serious"])),
                    name="record_severity_known",
                ),
            ),
            migrations.AddConstraint(
                model_name="record",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("sanction__in", ["", "warning", "serious_warning", "demerit", "probation", "expulsion"])
                    ),
                    name="record_sanction_known",
                ),
            ),
            migrations.AddConstraint(
                model_name="record",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("polarity", "good"),
                        ("display_until__lte", campus.conditions.YearsAfter("conduct_on", 5)),
                        _connector="OR",
                    ),
                    name="adverse_record_ends_after_5_years",
                ),
            ),
            migrations.AddConstraint(
                model_name="record",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_reason", "")),
                        models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                            campus.conditions.HasWords("withdrawn_reason"),
                        ),
                        _connector="OR",
                    ),
                    name="record_withdrawn_at_and_by",
                ),
            ),
            migrations.AddConstraint(
                model_name="record",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("dispute_reason", ""), ("disputed_at", None), ("disputed_by", None)),
                        models.Q(
                            ("disputed_at__isnull", False),
                            ("disputed_by__isnull", False),
                            campus.conditions.HasWords("dispute_reason"),
                        ),
                        _connector="OR",
                    ),
                    name="record_disputed_at_and_by",
                ),
            ),
            migrations.AddConstraint(
                model_name="record",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("settled_answer", ""), ("settled_at", None), ("settled_by", None)),
                        models.Q(
                            ("disputed_at__isnull", False),
                            ("settled_at__isnull", False),
                            ("settled_by__isnull", False),
                            campus.conditions.HasWords("settled_answer"),
                        ),
                        _connector="OR",
                    ),
                    name="record_settled_at_and_by",
                ),
            ),
            migrations.AddConstraint(
                model_name="record",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("statement", ""), ("statement_at", None)),
                        models.Q(campus.conditions.HasWords("statement"), ("statement_at__isnull", False)),
                        _connector="OR",
                    ),
                    name="record_statement_and_its_time",
                ),
            ),
            migrations.AddConstraint(
                model_name="recordtype",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        campus.conditions.HasWords("code"),
                        campus.conditions.HasWords("name_zh"),
                        campus.conditions.HasWords("name_en"),
                    ),
                    name="record_type_named_in_both_languages",
                ),
            ),
            migrations.AddConstraint(
                model_name="student",
                constraint=models.CheckConstraint(
                    condition=models.Q(campus.conditions.HasWords("number"), campus.conditions.HasWords("name")),
                    name="student_has_number_and_name",
                ),
            ),
            migrations.AddConstraint(
                model_name="student",
                constraint=models.CheckConstraint(
                    condition=models.Q(("adult_on__gte", archives.registry.adulthood.Birthday("birth_date", 18))),
                    name="student_adult_on_the_18th_birthday",
                ),
            ),
            migrations.AddConstraint(
                model_name="student",
                constraint=models.CheckConstraint(
                    condition=models.Q(("registered_on__lte", campus.conditions.SchoolDay("changed_at"))),
                    name="student_is_not_registered_in_the_future",
                ),
            ),
        ],
    )
