"""The catalogue starts with the rules, clauses and kinds of records of the product."""

from django.db import migrations

from archives.catalogue.defaults import RULES, START
from archives.catalogue.starting_types import BASES, TYPES


def fill(apps, schema_editor):
    rule_version = apps.get_model("archives", "RuleVersion")
    legal_basis = apps.get_model("archives", "LegalBasis")
    record_type = apps.get_model("archives", "RecordType")
    rule_version.objects.bulk_create(
        rule_version(key=rule.key, value=rule.value, effective_from=START, source_zh=rule.source_zh,
                     source_en=rule.source_en, sure=rule.sure)
        for rule in RULES)
    bases = {basis.code: legal_basis.objects.create(**basis._asdict()) for basis in BASES}
    record_type.objects.bulk_create(
        record_type(code=kind.code, effective_from=START, name_zh=kind.name_zh, name_en=kind.name_en,
                    about_zh=kind.about_zh, about_en=kind.about_en, polarity=kind.polarity,
                    legal_basis=bases[kind.basis], severities=kind.severities,
                    default_severity=kind.default_severity, allowed_uses=kind.uses,
                    source_office_zh=kind.office_zh, source_office_en=kind.office_en, is_enabled=kind.is_enabled,
                    student_may_decline=kind.may_decline)
        for kind in TYPES)


def empty(apps, schema_editor):
    for name in ("RecordType", "LegalBasis", "RuleVersion"):
        apps.get_model("archives", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("archives", "0001_initial")]
    operations = [migrations.RunPython(fill, empty)]
