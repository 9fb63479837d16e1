"""What happened to a batch, in order, with names of people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import archives.imports
from archives.imports.history import STEPS, history
from tests.archives.imports.factories import applied, colleges, registrar, student_row, students

ROOT = Path(archives.imports.__file__).parent
ELSEWHERE = {"shred"}  # about many batches at once


@pytest.mark.django_db
def test_steps_are_told_in_order_with_who_did_them() -> None:
    colleges()
    batch = applied(students(registrar(name="王老师"), student_row("2024000001")))
    told = [(step.what, step.who) for step in history(batch)]
    assert told == [("已上传", "王老师"), ("开始检查", "王老师"), ("已检查", ""), ("已确认", "王老师"),
                    ("已导入", "王老师")]


def test_every_step_that_is_logged_about_a_batch_has_words() -> None:
    logged = set()
    for path in ROOT.rglob("*.py"):
        logged |= set(re.findall(r'(?:trace\(\s*|action=)"imports\.(\w+)"', path.read_text(encoding="utf-8")))
    assert logged - set(STEPS) - ELSEWHERE == set()
