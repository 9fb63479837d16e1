"""Made-up decisions with all their papers, and loans with their repayments, for made-up students. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from archives.demo.sample.draws import Draws
from archives.demo.sample.students import Student, cause, student

RECORD_HEADINGS = ("学号", "姓名", "违纪类型", "违纪事实", "违纪日期", "处分种类", "处分决定文号", "决定日期",
                   "送达日期", "处分期限（月）", "依据条款", "告知日期")
RECORD_CAUSES = ("decision_number_missing", "name_mismatch", "student_unknown", "service_missing",
                 "notice_after_decision", "type_not_in_catalogue")
LOAN_HEADINGS = ("合同编号", "借款学生", "证件号码", "经办银行", "贷款金额", "发放日期", "到期日期")
REPAYMENT_HEADINGS = ("合同编号", "借款学生", "证件号码", "应还日期", "应还金额", "实还日期", "实还金额", "状态")
MISCONDUCT = (
    ("学术不端", "课程论文大段抄袭已发表文献"),
    ("学术不端", "实验报告中的数据与记录不符"),
    ("骗取资助", "在困难认定申请中提供虚假家庭情况"),
    ("考试作弊", "期末考试携带通讯工具入场并查看"),
    ("考试作弊", "由他人代做线上测验"),
    ("履历造假", "求职材料中伪造获奖证书"),
)
SANCTIONS = (("警告", 6), ("严重警告", 6), ("严重警告", 8), ("记过", 10), ("留校察看", 12))


class Decision(NamedTuple):
    """One row, in the order of RECORD_HEADINGS."""

    number: str
    name: str
    record_type: str
    facts: str
    conduct_on: date
    sanction: str
    decision_number: str
    decided_on: date
    served_on: date | None
    months: int
    clause: str
    told_on: date


class Loan(NamedTuple):
    """One contract; what falls due on it is `repayment`."""

    contract: str
    name: str
    identity_number: str
    bank: str
    amount: str
    paid_out_on: date
    ends_on: date


class Repayment(NamedTuple):
    """One row, in the order of REPAYMENT_HEADINGS."""

    contract: str
    name: str
    identity_number: str
    due_on: date
    due: str
    paid_on: date | None
    paid: str
    status: str


def decisions(count: int, *, students: int, seed: int, year: int, students_bad: float = 0,
              bad: float = 0) -> Iterator[Decision]:
    """Decisions of students who entered before this year, so that every paper has had its day."""
    for place in range(count):
        row = _decision(place, _subject(place, "decision", students, seed, year, students_bad), seed)
        wrong = cause(place, bad) if bad else ""
        yield _spoil(row, RECORD_CAUSES[(int((place + 1) * bad) - 1) % len(RECORD_CAUSES)]) if wrong else row


def loans(count: int, *, students: int, seed: int, year: int, students_bad: float = 0) -> Iterator[Loan]:
    """Contracts; their numbers say the year and run on."""
    for place in range(count):
        person = _subject(place, "loan", students, seed, year, students_bad)
        draws = Draws(seed, "terms", place)
        amount = 4000 + 500 * draws.below(25)
        yield Loan(f"ZX{person.enrolled_on.year}{place:06}", person.name, str(person.identity_number),
                   draws.one_of(("某银行", "某农商银行")), f"{amount}.00", person.enrolled_on + timedelta(days=75),
                   date(person.graduated_on.year + 15, 9, 20))


def repayments(count: int, *, students: int, seed: int, year: int, students_bad: float = 0) -> Iterator[Repayment]:
    """What fell due on each contract in October of the year: on time, early, late or open."""
    due_on = date(year, 10, 20)
    for place, loan in enumerate(loans(count, students=students, seed=seed, year=year, students_bad=students_bad)):
        draws = Draws(seed, "repayment", place)
        due = f"{150 + draws.below(400)}.{draws.below(100):02}"
        status = draws.one_of(("正常", "正常", "正常", "正常", "提前", "提前", "逾期", "未还"))
        days = {"正常": -draws.below(4), "提前": -5 - draws.below(8), "逾期": 1 + draws.below(9)}.get(status)
        paid_on = None if days is None else due_on + timedelta(days=days)
        yield Repayment(loan.contract, loan.name, loan.identity_number, due_on, due, paid_on,
                        "0.00" if paid_on is None else due, status)


def _subject(place: int, what: str, students: int, seed: int, year: int, students_bad: float) -> Student:
    """A student who is in the list without a mistake and has been at the school for a year."""
    draws = Draws(seed, what, place)
    at = draws.below(students)
    for _attempt in range(students):
        person = student(at, seed=seed, year=year)
        if person.enrolled_on.year < year and not (students_bad and cause(at, students_bad)):
            return person
        at = (at + 1) % students
    raise ValueError("None of these students can have papers: ask for more of them.")


def _decision(place: int, person: Student, seed: int) -> Decision:
    """Told before the decision, served after it, all within the first year at the school."""
    draws = Draws(seed, "paper", place)
    record_type, facts = draws.one_of(MISCONDUCT)
    sanction, months = draws.one_of(SANCTIONS)
    conduct_on = person.enrolled_on + timedelta(days=30 + draws.below(200))
    told_on = conduct_on + timedelta(days=7)
    decided_on = told_on + timedelta(days=6 + draws.below(10))
    return Decision(person.number, person.name, record_type, facts, conduct_on, sanction,
                    f"示大学字〔{decided_on.year}〕{place + 100}号", decided_on, decided_on + timedelta(days=3), months,
                    f"《学生违纪处分规定》第{10 + draws.below(20)}条", told_on)


def _spoil(row: Decision, wrong: str) -> Decision:
    match wrong:
        case "decision_number_missing":
            return row._replace(decision_number="")
        case "name_mismatch":
            return row._replace(name=row.name + "某")
        case "student_unknown":
            return row._replace(number=f"1999{row.number[4:]}")
        case "service_missing":
            return row._replace(served_on=None)
        case "notice_after_decision":
            return row._replace(told_on=row.decided_on + timedelta(days=2))
    return row._replace(record_type="夜不归宿")
