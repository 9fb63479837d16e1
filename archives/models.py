"""The tables of archives. Each package has its own models; this list is what Django reads."""

from archives.catalogue.models import LegalBasis, RecordType, RuleVersion
from archives.consultation.models import LookUp, Purpose
from archives.exports.models import Export, ListRequest
from archives.imports.models import Batch, BatchKeys, CellFix, Finding, RememberedValue, StagedRow
from archives.records.models import Record
from archives.registry.models import ActivationCode, NumberSeries, Student

__all__ = [
    "ActivationCode",
    "Batch",
    "BatchKeys",
    "CellFix",
    "Export",
    "Finding",
    "LegalBasis",
    "ListRequest",
    "LookUp",
    "NumberSeries",
    "Purpose",
    "Record",
    "RecordType",
    "RememberedValue",
    "RuleVersion",
    "StagedRow",
    "Student",
]
