"""The purposes a school starts with, each with its legal basis and the roles that may ask."""

from __future__ import annotations

from typing import Any, NamedTuple


class StartingBasis(NamedTuple):
    code: str
    title_zh: str
    title_en: str
    article_zh: str
    article_en: str


class StartingPurpose(NamedTuple):
    code: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    basis: str
    roles: list[str]
    needs_case_number: bool
    shows_disputed: bool


BASES = (
    StartingBasis("aid-conditions-honest", "《学生资助资金管理办法》", "Measures for Student Aid Funds",
                  "申请条件：诚实守信，道德品质优良", "conditions of application: honest and trustworthy"),
    StartingBasis("loan-contract", "国家助学贷款借款合同及管理办法", "Student-loan contract and rules",
                  "违约条款", "breach clause"),
    StartingBasis("pipl-23", "《个人信息保护法》", "Personal Information Protection Law", "第二十三条", "art. 23"),
    StartingBasis("order-41-54", "《普通高等学校学生管理规定》",
                  "Provisions on the Administration of Students in Regular Higher Education (Order 41)",
                  "第五十四条", "art. 54"),
    StartingBasis("pipl-54", "《个人信息保护法》", "Personal Information Protection Law", "第五十四条", "art. 54"),
)

PURPOSES = (
    StartingPurpose("scholarship", "奖助评审", "Scholarships and selection",
                    "评审某一批次的奖学金、资助或荣誉，核对申请条件。",
                    "Checking the conditions of one round of a scholarship, aid or an honour.",
                    "aid-conditions-honest", ["aid_officer"], True, False),
    StartingPurpose("loan_compliance", "助学贷款履约", "Student-loan compliance",
                    "办理国家助学贷款的还款、展期和履约事务。",
                    "Handling repayment, extension and compliance of a student loan.",
                    "loan-contract", ["loan_officer"], True, False),
    StartingPurpose("own_sharing", "学生本人分享", "The student's own sharing",
                    "学生本人决定向谁出示哪些内容；任何部门都不能以此用途查阅。",
                    "The student decides what to show to whom; no office may look for this purpose.",
                    "pipl-23", [], False, False),
    StartingPurpose("case_handling", "办理案件", "Handling a case",
                    "调查、陈述申辩、决定和申诉中，核对与案件有关的记录。",
                    "Checking records that bear on a case: its investigation, defence, decision or appeal.",
                    "order-41-54", ["integrity_officer", "panel_member"], True, True),
    StartingPurpose("supervision", "监督检查", "Supervision and audit",
                    "核查档案的记录、使用和保护是否合规，处理学生的投诉。",
                    "Checking that records are kept, used and protected lawfully; answering a student's complaint.",
                    "pipl-54", ["privacy_officer", "ombud"], True, True),
)


def create_purposes(*, basis_model: Any, purpose_model: Any) -> None:
    """Enter the purposes and the clauses they rest on; what is already there stays as the school has it.

    The models are given, so that a migration can hand over its own.
    """
    bases = {}
    for basis in BASES:
        values = basis._asdict()
        bases[basis.code], _created = basis_model.objects.get_or_create(code=values.pop("code"), defaults=values)
    for purpose in PURPOSES:
        values = purpose._asdict()
        values["legal_basis"] = bases[values.pop("basis")]
        purpose_model.objects.get_or_create(code=values.pop("code"), defaults=values)
