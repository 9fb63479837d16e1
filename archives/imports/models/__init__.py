"""Tables of imports."""

from archives.imports.models.batch import (
    AT_WORK,
    HAS_RESULT,
    IS_WRITTEN,
    MENDABLE,
    TRANSITIONS,
    Batch,
    BatchQuerySet,
    SourceGone,
    Status,
    sources_of,
)
from archives.imports.models.mending import BatchKeys, CellFix, RememberedValue
from archives.imports.models.rows import GOOD, Finding, RowStatus, Severity, StagedRow

__all__ = [
    "AT_WORK",
    "GOOD",
    "HAS_RESULT",
    "IS_WRITTEN",
    "MENDABLE",
    "TRANSITIONS",
    "Batch",
    "BatchKeys",
    "BatchQuerySet",
    "CellFix",
    "Finding",
    "RememberedValue",
    "RowStatus",
    "Severity",
    "SourceGone",
    "StagedRow",
    "Status",
    "sources_of",
]
