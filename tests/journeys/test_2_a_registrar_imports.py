"""Journey 2: two spreadsheets, checked row by row before anything is written; adverse data needs a second person."""

from __future__ import annotations

import json
import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accounts import Visit, activate, issue_code, sign_in
from tests.journeys.keyboard import press, tab_to
from tests.journeys.looking import assert_accessible
from tests.journeys.school import SAMPLES, School

pytestmark = pytest.mark.journey

EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))


def test_a_registrar_imports_students_by_keyboard_alone(visit: Visit, school: School) -> None:
    page = signed_in_at_the_door(visit)
    open_upload_page(page)
    before = school.counts()

    upload_by_keyboard(page, "students_2026.xlsx")
    assert found_by_cause(page) == EXPECTED["students_2026.xlsx"]["refused_rows"]
    assert names_first_rows(page, EXPECTED["students_2026.xlsx"]["first_refused_row"])
    assert tiles(page) == {"未变化": 219, "新增": 21, "更新": 12, "需要修改": 48}
    assert_accessible(page)
    assert_only_the_batch_is_new(before, school.counts())

    mend_by_keyboard(page)
    press(page, page.get_by_role("button", name="导入 34 行"))
    assert_receipt(page, {"新增": "22", "更新": "12", "未变化": "219", "需要修改": "47"})
    assert school.count("archives_student") == before["archives_student"] + 22
    expect(page.get_by_role("link", name="撤销整个批次")).to_be_visible()
    assert_accessible(page)
    look_at_rows_to_mend(page)


def test_what_is_pressed_while_an_answer_is_on_its_way_is_done_after_it(visit: Visit) -> None:
    page = visit("/staff/imports/upload/", "registrar")
    upload(page, "学生", "students_2026.xlsx")
    found = found_by_cause(page)
    one, other = list(found)[:2]
    for code in (one, other, other):  # the second press on the other is the same press
        page.locator(f"#{code}").get_by_role("button", name="不导入这些行").click()
    expect(page.locator(f"#{one}, #{other}")).to_have_count(0)
    assert found_by_cause(page) == {code: count for code, count in found.items() if code not in (one, other)}
    expect(page.get_by_role("status").filter(has_text=re.compile(r"^不导入 \d+ 行，还有 \d+ 行$"))).to_be_visible()


def test_adverse_data_waits_for_a_second_person(visit: Visit, school: School) -> None:
    page = visit("/staff/imports/upload/", "registrar")
    before = school.counts()
    upload(page, "诚信记录", "discipline_2025.xlsx")
    assert found_by_cause(page) == EXPECTED["discipline_2025.xlsx"]["refused_rows"]
    assert names_first_rows(page, EXPECTED["discipline_2025.xlsx"]["rows"])
    page.get_by_role("button", name="提交 34 行待放行").click()
    expect(page.get_by_text("已确认。该批次含有不良记录，现须由第二人放行。")).to_be_visible()
    assert_accessible(page)
    assert school.count("archives_record") == before["archives_record"]

    batch = page.url.rstrip("/").rsplit("/", 1)[-1]
    the_first_person_cannot_release(page, batch)
    second = visit("/staff/", "registrar2")
    release(second, batch)
    assert school.count("archives_record") == before["archives_record"] + 34
    the_student_reads_it(visit, school, batch)


def test_a_registrar_of_one_college_sees_nothing_of_the_others(visit: Visit, school: School) -> None:
    page = visit("/staff/imports/", "registrar-cs")
    own = school.ask("SELECT b.number FROM archives_batch b JOIN campus_unit u ON u.id = b.unit_id WHERE u.code = '01'")
    assert page.locator("main tbody tr").count() == len(own)
    for (number,) in school.ask("SELECT number FROM archives_batch"):
        for name in ("", "rows/", "receipt/", "written.xlsx", "to-mend.xlsx"):
            assert page.request.get(f"/staff/imports/{number}/{name}").status == 404
    page.goto("/staff/students/")
    assert_accessible(page)
    for (public_id, number, unit) in school.ask(
            "SELECT public_id, number, code FROM archives_student s JOIN campus_unit u ON u.id = s.unit_id "
            "WHERE s.number LIKE '202_0_0053' OR s.number LIKE '202_0_0012'"):
        expected = 200 if unit == "01" else 404
        assert page.request.get(f"/staff/students/{UUID(public_id)}/").status == expected, (number, unit)


def test_the_log_proves_what_the_registrars_did(school: School) -> None:
    proof = school.proves()
    assert (proof["ok"], proof["first_bad"], proof["triggers"]) == (True, None, True)
    assert {"imports.upload_batch", "imports.finish_check", "imports.confirm_batch", "imports.release_batch",
            "imports.apply_batch", "registry.issue_activation_code", "registry.activate_account",
            "portal.view_archive"} <= proof["actions"]


def signed_in_at_the_door(visit: Visit) -> Page:
    """The workbench leads a stranger to the sign-in and back."""
    page = visit("/staff/")
    assert "/accounts/login/?next=/staff/" in page.url
    assert_accessible(page)
    sign_in(page, "registrar")
    assert page.url.endswith("/staff/")
    assert_accessible(page)
    return page


def open_upload_page(page: Page) -> None:
    page.get_by_role("link", name="导入", exact=True).first.click()
    assert_accessible(page)
    page.get_by_role("link", name="上传表格").first.click()
    assert_accessible(page)


def upload_by_keyboard(page: Page, name: str) -> None:
    # Listened to from the start: the browser needs a moment before it hands its file dialog over.
    page.on("filechooser", lambda chooser: chooser.set_files(SAMPLES / name))
    tab_to(page, page.get_by_role("radio", name="校内单位"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("学生", exact=True)).to_be_checked()
    tab_to(page, page.locator("[name=file]"))
    page.keyboard.press("Enter")
    expect(page.locator("[name=file]")).to_have_value(re.compile(re.escape(name)))
    press(page, page.get_by_role("button", name="上传"))
    expect_result(page)


def upload(page: Page, kind: str, name: str) -> None:
    page.get_by_label(kind, exact=True).check()
    page.set_input_files("[name=file]", SAMPLES / name)
    page.get_by_role("button", name="上传").click()
    expect_result(page)


def expect_result(page: Page) -> None:
    expect(page.get_by_role("heading", name="按原因分组")).to_be_visible(timeout=60_000)


def assert_receipt(page: Page, counted: dict[str, str]) -> None:
    expect(page.get_by_role("heading", name="回执")).to_be_visible(timeout=60_000)
    receipt = page.locator("section", has=page.get_by_role("heading", name="回执"))
    said = dict(zip(receipt.locator("dt").all_inner_texts(), receipt.locator("dd").all_inner_texts(), strict=True))
    assert counted.items() <= said.items()


def found_by_cause(page: Page) -> dict[str, int]:
    """Code of each problem and how often it was found, as the page groups them."""
    rows = page.locator("table.groups tbody tr")
    return {str(row.get_attribute("id")): int(row.locator("td.num b").inner_text()) for row in rows.all()}


def names_first_rows(page: Page, expected: dict[str, int]) -> bool:
    """The example of each cause names the first row that has it."""
    return all(f"第 {row} 行" in page.locator(f"#{code}").inner_text() for code, row in expected.items())


def tiles(page: Page) -> dict[str, int]:
    return {tile.locator("span").inner_text().strip(): int(tile.locator("b").inner_text())
            for tile in page.locator(".tile").all()}


def assert_only_the_batch_is_new(before: dict[str, int], after: dict[str, int]) -> None:
    """Nothing is written before the confirmation, except the batch itself and its trace."""
    changed = {table for table in before if before[table] != after[table]}
    assert {"archives_batch", "archives_stagedrow", "archives_finding"} <= changed
    assert not changed & {"archives_student", "archives_record", "campus_unit", "campus_user"}


def mend_by_keyboard(page: Page) -> None:
    """A missing name typed into its cell: the row is checked at once, and the focus goes on to the next one."""
    press(page, page.locator("#name_missing a").last)
    expect(page.get_by_text("仅显示 6 行：姓名为空")).to_be_visible()
    cell = page.get_by_label("第 21 行 姓名")
    tab_to(page, cell)
    page.keyboard.type("错")
    page.keyboard.press("Escape")
    expect(cell).to_have_value("")
    page.keyboard.type("欧阳明")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="已改好 1 行，还有 47 行")).to_be_visible()
    expect(page.locator("#row-21")).to_contain_text("已改好")
    focused = page.evaluate("document.activeElement.getAttribute('aria-invalid') + document.activeElement.name")
    assert focused == "truecell-name"
    assert_accessible(page)


def look_at_rows_to_mend(page: Page) -> None:
    with page.expect_download() as saved:
        page.get_by_role("link", name="待改行").first.click()
    assert saved.value.suggested_filename.endswith("-to-mend.xlsx")
    page.get_by_role("link", name="撤销整个批次").click()
    assert_accessible(page)


def the_first_person_cannot_release(page: Page, batch: str) -> None:
    page.goto(f"/staff/imports/{batch}/release/")
    expect(page.get_by_text("须由他人放行")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button", name="放行")).to_have_count(0)
    assert_accessible(page)


def release(page: Page, batch: str) -> None:
    """The second person finds the batch on the first page, reads the rows and releases them."""
    page.get_by_role("link", name=batch).click()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile(r"放行 \d+ 行")).click()
    assert_receipt(page, {"新增": "34", "更新": "0", "未变化": "0", "需要修改": "6"})
    assert_accessible(page)


def the_student_reads_it(visit: Visit, school: School, batch: str) -> None:
    """A student of the batch opens the account with the registrar's code and finds the record."""
    number, record = school.ask(
        "SELECT s.number, r.number FROM archives_record r JOIN archives_student s ON s.id = r.student_id "
        "WHERE r.batch_number = ? AND s.user_id IS NULL ORDER BY r.number LIMIT 1", batch)[0]
    code = issue_code(visit("/staff/students/", "registrar"), number)
    page = visit("/zh-hans/my/activate/")
    activate(page, number, code)
    expect(page.locator(f"#r-{record}")).to_be_visible()
