"""Who can sign in at the demo school: one person for each role, and a registrar of one college only."""

from __future__ import annotations

from typing import NamedTuple


class DemoPerson(NamedTuple):
    """`unit` is the code of the unit the role covers; "school" is the whole school."""

    username: str
    role: str
    name: str
    office: str
    unit: str = "school"


# One password for all, because it protects nothing: the demo listens on this machine only.
PASSWORD = "mingxin-demo"  # noqa: S105
STUDENT = "student"
STUDENT_NUMBER = "2024010053"

STAFF = (
    DemoPerson("teacher", "teacher", "刘雯", "文学院"),
    DemoPerson("reviewer", "reviewer", "周慎之", "宣传部"),
    DemoPerson("registrar", "registrar", "林梅", "学籍科"),
    DemoPerson("registrar2", "registrar", "何志远", "学籍科"),
    DemoPerson("registrar-cs", "registrar", "苏敏", "计算机学院教学办", "01"),
    DemoPerson("integrity", "integrity_officer", "李华", "诚信办公室"),
    DemoPerson("panel", "panel_member", "顾明远", "申诉处理委员会"),
    DemoPerson("aid", "aid_officer", "王敏", "奖助中心"),
    DemoPerson("loans", "loan_officer", "陈立", "学生资助中心"),
    DemoPerson("privacy", "privacy_officer", "宋知微", "信息化办公室"),
    DemoPerson("auditor", "auditor", "郑直", "审计处"),
    DemoPerson("ombud", "ombud", "白鹭", "学生权益中心"),
)
