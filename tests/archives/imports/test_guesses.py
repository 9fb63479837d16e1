"""A file of guesses about somebody of another college finds nothing out: right and wrong guesses get one answer."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from archives.imports.models import Batch, Finding, StagedRow
from archives.registry.actions import index_of
from archives.registry.models import Student
from campus.accounts.models import User
from campus.audit.models import AuditEvent
from tests.archives.imports.factories import STUDENT_HEADINGS, applied, colleges, student_row, students, workbook
from tests.archives.imports.kinds.test_records import ADVERSE, GOOD, records
from tests.archives.imports.kinds.test_volunteering import HEADINGS as DEEDS
from tests.archives.imports.kinds.test_volunteering import row as deed_row
from tests.archives.imports.oneroster_sets import oneroster
from tests.factories import StudentFactory, adverse_record, college, good_record, other_college, record_type, user_with

pytestmark = pytest.mark.django_db
IDENTITY, NOBODYS = "110105200503140021", "110105200503140048"
FOREIGN = "2024550001"
UNIT_HEADINGS = ("代码", "名称", "英文名称", "上级代码", "类型")


@pytest.fixture
def guesser() -> User:
    """The registrar of one college, who knows a student of another only by number."""
    colleges()
    stranger = StudentFactory(
        number=FOREIGN,
        name="欧阳若兰",
        unit=other_college(),
        birth_date=date(2005, 3, 14),
        major="汉语言文学",
        identity_number=IDENTITY,
        identity_index=index_of(IDENTITY),
    )
    adverse_record(stranger, facts="课程论文大段抄袭", decision_number="示大学字〔2026〕9号", sanction="warning",
                   basis_clause="第13条")  # fmt: skip
    good_record(stranger, facts="图书馆整架志愿服务", hours=Decimal("4.00"))
    return user_with("registrar", college(), username="guesser")


def decision(
    *, name: str = "欧阳若兰", facts: str = "课程论文大段抄袭", number: str = "示大学字〔2026〕9号"
) -> tuple[str, ...]:
    return (FOREIGN, name, "学术不端", facts, "2026-05-10", "警告", number, "2026-06-01", "2026-05-18", "2026-06-04",
            "", "第13条")  # fmt: skip


def deed(facts: str, name: str = "欧阳若兰") -> tuple[str, ...]:
    return FOREIGN, name, "志愿服务", facts, "2026-03-05", "4", "校团委"


def stranger(**values: str) -> tuple[str, ...]:
    right = {"name": "欧阳若兰", "unit": "文学院", "birth_date": "2005-03-14", "major": "汉语言文学", "year": ""}
    return student_row(FOREIGN, **{**right, **values})


def newcomer(identity_number: str) -> tuple[str, ...]:
    """A student whom nobody knows, with somebody's identity number."""
    return student_row("2026990001", identity_number=identity_number)


Guess = tuple[str, Sequence[str], Sequence[Any], list[Sequence[Any]]]
GUESSES: dict[str, Guess] = {
    "birth date": ("students", STUDENT_HEADINGS, stranger(), [stranger(birth_date="2005-03-15")]),
    "name": ("students", STUDENT_HEADINGS, stranger(), [stranger(name="欧阳若梅"), stranger(name="")]),
    "everything": ("students", STUDENT_HEADINGS, stranger(identity_number=IDENTITY),
                   [stranger(identity_number=NOBODYS), stranger(major="历史学", unit="计算机学院")]),
    "identity number of a newcomer": ("students", STUDENT_HEADINGS, newcomer(IDENTITY), [newcomer(NOBODYS)]),
    "name beside an adverse record": ("records", ADVERSE, decision(), [decision(name="欧阳若梅")]),
    "decision": ("records", ADVERSE, decision(), [decision(number="示大学字〔2026〕8号"), decision(facts="迟到三次")]),
    "deed": ("records", GOOD, deed("图书馆整架志愿服务"),
             [deed("迎新志愿服务"), deed("图书馆整架志愿服务", "欧阳若梅")]),
    "hours": ("volunteering", DEEDS, deed_row(FOREIGN, 姓名="欧阳若兰", **{"服务时长（小时）": "4.0"}),
              [deed_row(FOREIGN, 姓名="欧阳若梅", **{"服务时长（小时）": "4.0"}),
               deed_row(FOREIGN, 姓名="欧阳若兰", **{"服务时长（小时）": "4.5"})]),
    "unit": ("units", UNIT_HEADINGS, ("02", "文学院", "School of Humanities", "school", "学院"),
             [("02", "哲学院", "School of Humanities", "school", "学院"), ("02", "文学院", "Letters", "03", "教研室")]),
}  # fmt: skip


@pytest.mark.parametrize("what", GUESSES)
def test_a_right_guess_about_a_student_of_another_college_is_answered_like_a_wrong_one(
    what: str, guesser: User, tmp_path: Path
) -> None:
    kind, headings, right, wrong = GUESSES[what]
    words = [str(word) for row in [right, *wrong] for word in row]
    # The next ones have headings known by then. Another file than theirs: an identical one would be told as such.
    answer(kind, workbook([right, right], headings), guesser, tmp_path, words)
    answers = [answer(kind, workbook([row], headings), guesser, tmp_path, words) for row in [right, *wrong]]
    for wrongly in answers[1:]:
        for part, told in wrongly.items():
            assert told == answers[0][part]


def test_a_right_guess_in_a_oneroster_set_is_answered_like_a_wrong_one(guesser: User, tmp_path: Path) -> None:
    def users(name: str) -> str:
        return (
            "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
            "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
            f"u-1,,,true,org-2,student,x,,{name},欧阳,,{FOREIGN},,,,,,\n"
        )

    def orgs(name: str) -> str:
        return (
            "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
            f"org-1,,,示例大学,district,school,\norg-2,,,{name},school,02,org-1\n"
        )

    def born(day: str) -> str:
        return f"sourcedId,status,dateLastModified,birthDate,sex\nu-1,,,{day},female\n"

    words = ("若竹", "欧阳若兰", "欧阳若梅", "若兰", "若梅", "2005-03-14", "2005-03-15", "文学院", "哲学院")
    right = oneroster(users=users("若兰"), orgs=orgs("文学院"), demographics=born("2005-03-14"))
    wrong = oneroster(users=users("若梅"), orgs=orgs("哲学院"), demographics=born("2005-03-15"))
    first = oneroster(users=users("若竹"), orgs=orgs("文学院"), demographics=born("2005-03-14"))
    sets = (first, right, wrong)  # the headings of the later ones are known by then
    told = [answer("oneroster", content, guesser, tmp_path, words, suffix=".zip") for content in sets][1:]
    for part, said in told[0].items():
        assert said == told[1][part]


def test_a_row_of_another_college_is_told_that_alone(guesser: User) -> None:
    batch = students(guesser, stranger(birth_date="2005-13-45", name="", identity_number="123"))
    assert list(Finding.objects.filter(batch=batch).values_list("code", "value")) == [("outside_your_units", FOREIGN)]
    row = StagedRow.objects.get(batch=batch)
    assert (row.target, row.before, row.undo) == (None, {}, {})


def test_an_identity_number_of_another_college_stops_its_row_only_when_it_is_written(guesser: User) -> None:
    """To learn that it is registered somebody has to register a stranger first, in their own name and for good to see:
    and then they learn neither whose it is nor where.
    """
    batch = students(guesser, newcomer(IDENTITY), student_row("2026990002", identity_number=NOBODYS))
    assert (batch.new, batch.refused) == (2, 0)
    applied(batch)
    assert list(Student.objects.filter(number__startswith="202699").values_list("number", flat=True)) == ["2026990002"]
    page = open_page(guesser, "rows", batch, "?status=left_behind")
    assert "其身份证号已登记在另一名学生名下。" in page
    assert FOREIGN not in page
    assert "文学院" not in page
    event = AuditEvent.objects.get(action="imports.apply_batch", target_id=batch.number)
    assert event.details["why"] == {"identity_taken": 1}


def test_of_the_own_college_a_right_and_a_wrong_cell_are_told_apart_as_before(guesser: User) -> None:
    StudentFactory(number="2024000001", unit=college(), birth_date=date(2005, 3, 14))
    batch = students(guesser, student_row("2024000001", birth_date="2005-03-15", major="", year=""))
    assert Finding.objects.get(batch=batch, severity="error").code == "birth_date_differs"


def test_an_aid_officer_is_told_nothing_of_the_adverse_records_of_their_own_college() -> None:
    colleges()
    student = StudentFactory(number="2024000001", unit=college(), name="陈佳宁")
    adverse_record(student, decision_number="示大学字〔2026〕9号", record_type=record_type("EXAM-CHEAT"))
    officer = user_with("aid_officer", college())
    for number in ("示大学字〔2026〕9号", "示大学字〔2026〕8号"):
        row = ("2024000001", *decision(name="陈佳宁", number=number)[1:])
        batch = records(officer, row, headings=ADVERSE)
        assert list(Finding.objects.filter(batch=batch).values_list("code", flat=True)) == ["adverse_not_yours"]
        assert StagedRow.objects.get(batch=batch).target is None


def answer(
    kind: str, content: bytes, by: User, folder: Path, words: Sequence[str], *, suffix: str = ".xlsx"
) -> dict[str, Any]:
    """Everything that somebody who uploads this gets back, without the words that they typed themselves."""
    path, errors = folder / f"guess{suffix}", folder / "errors.xlsx"
    path.write_bytes(content)
    errors.unlink(missing_ok=True)
    before = set(Batch.objects.values_list("pk", flat=True))
    told = run("import_spreadsheet", str(path), "--kind", kind, "--as", by.username, "--errors", str(errors))
    batches = list(Batch.objects.exclude(pk__in=before).order_by("pk"))
    clean = cleaner(words, batches)
    return {
        "json": clean(json.dumps(told, ensure_ascii=False, sort_keys=True)),
        "findings": [
            (finding.row, finding.code, finding.field, clean(finding.value), clean(str(finding.params)))
            for finding in Finding.objects.filter(batch__in=batches)
        ],
        "kept": list(StagedRow.objects.filter(batch__in=batches).values_list("status", "target", "before", "codes")),
        "pages": [clean(seen(open_page(by, name, batch))) for batch in batches for name in ("check", "rows")],
        "left": [clean(listed(by, "left_rows", batch)) for batch in batches],
        "to mend": [clean(listed(by, "error_workbook", batch)) for batch in batches if batch.refused],
    }


def cleaner(words: Sequence[str], batches: list[Batch]) -> Callable[[str], str]:
    typed = sorted({word for word in words if len(word) > 1}, key=len, reverse=True)
    own = [text for batch in batches for text in (batch.fingerprint, batch.digest) if text]
    # What differs between any two answers: batch numbers, how long it took, the end of a masked identity number.
    noise = re.compile(r'B2026-\d{4}|"seconds": [\d.]+|[\d.]+ 秒|•+\w\w|"identical_to": "[^"]*",? ?')

    def clean(text: str) -> str:
        text = noise.sub("", text)
        for word in [*own, *typed]:
            text = text.replace(word, "")
        return " ".join(text.split())

    return clean


def get(by: User, name: str, batch: Batch, query: str = "") -> Any:
    client = Client()
    client.force_login(by)
    return client.get(reverse(f"imports:{name}", args=[batch.number]) + query)


def open_page(by: User, name: str, batch: Batch, query: str = "") -> str:
    text: str = get(by, name, batch, query).content.decode()
    return text


def seen(page: str) -> str:
    """The words on a page, without its navigation."""
    main = page.partition("<main")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def listed(by: User, name: str, batch: Batch) -> str:
    """What stands in a workbook, with its remarks."""
    book = load_workbook(io.BytesIO(get(by, name, batch).content))
    sheets = [sheet for sheet in book if sheet.sheet_state == "visible"]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    return "\n".join(f"{cell.value} {cell.comment.text if cell.comment else ''}" for cell in cells)


def run(*arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command(*arguments, "--json", stdout=out, stderr=io.StringIO())
    found: dict[str, Any] = json.loads(out.getvalue().strip().splitlines()[-1])
    return found
