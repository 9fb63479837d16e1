"""Steps and bars."""

from __future__ import annotations

from campus.workbench.components import stacked_bar, steps


def test_steps_before_now_are_done_and_those_after_have_no_state():
    assert [step.state for step in steps(["upload", "match", "check"], now=1)] == ["done", "now", ""]


def test_a_bar_fills_its_width_and_leaves_out_what_is_not_there():
    parts = stacked_bar([(84269, 6), (12480, 1), (0, 2), (37, 5)])
    assert [part.tone for part in parts] == [6, 1, 5]
    assert float(parts[-1].x) + float(parts[-1].width) == 1000
    assert float(parts[-1].width) >= 10


def test_a_bar_of_nothing_is_empty():
    assert stacked_bar([(0, 1)]) == []
