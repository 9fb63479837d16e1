"""Everything that can be measured in a process of its own, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.benchmarks.exporting import export, stock_export
from tests.benchmarks.journey import check_only, new_rows, prepare, undo
from tests.benchmarks.limit import limit
from tests.benchmarks.pages import checking_page, import_by_worker, prepare_demo, session
from tests.benchmarks.stock import stock_import

MEASUREMENTS: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare,
    "new_rows": new_rows,
    "check_only": check_only,
    "undo": undo,
    "stock_import": stock_import,
    "limit": limit,
    "export": export,
    "stock_export": stock_export,
    "prepare_demo": prepare_demo,
    "session": session,
    "checking_page": checking_page,
    "import_by_worker": import_by_worker,
}
