"""The kinds of records and the clauses that the catalogue starts with (rules.md, "Kinds of records")."""

from __future__ import annotations

from typing import NamedTuple

ALL_ADVERSE_USES = ["scholarship", "own_sharing", "case_handling", "supervision"]
GOOD_USES = ["scholarship", "own_sharing", "supervision"]


class StartingBasis(NamedTuple):
    code: str
    title_zh: str
    title_en: str
    article_zh: str
    article_en: str


class StartingType(NamedTuple):
    code: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    polarity: str
    basis: str
    severities: list[str]
    default_severity: str
    uses: list[str]
    office_zh: str
    office_en: str
    is_enabled: bool = True
    may_decline: bool = False
    needs_proof: bool = False


BASES = (
    StartingBasis("order-41-52-4", "《普通高等学校学生管理规定》",
                  "Provisions on the Administration of Students in Regular Higher Education (Order 41)",
                  "第五十二条第（四）项", "art. 52(4)"),
    StartingBasis("order-41-52-5", "《普通高等学校学生管理规定》",
                  "Provisions on the Administration of Students in Regular Higher Education (Order 41)",
                  "第五十二条第（五）项", "art. 52(5)"),
    StartingBasis("order-41-51", "《普通高等学校学生管理规定》",
                  "Provisions on the Administration of Students in Regular Higher Education (Order 41)",
                  "第五十一条", "art. 51"),
    StartingBasis("order-41-7", "《普通高等学校学生管理规定》",
                  "Provisions on the Administration of Students in Regular Higher Education (Order 41)",
                  "第七条", "art. 7"),
    StartingBasis("aid-law-fraud", "《学生资助资金管理办法》", "Measures for Student Aid Funds",
                  "关于弄虚作假的规定", "on false statements"),
    StartingBasis("loan-contract", "国家助学贷款借款合同及管理办法", "Student-loan contract and rules",
                  "违约条款", "breach clause"),
    StartingBasis("state-council-98-2016", "《关于加强个人诚信体系建设的指导意见》（国办发〔2016〕98号）",
                  "Guiding Opinions on Personal Honesty (State Council General Office No. 98 [2016])", "", ""),
    StartingBasis("volunteer-regulation", "《志愿服务条例》", "Regulation on Voluntary Service", "第十九条", "art. 19"),
)

TYPES = (
    StartingType("EXAM-CHEAT", "考试作弊", "Cheating in an examination",
                 "在学校考试中作弊，并已作出处理决定。", "Cheating in a school examination, established by a decision.",
                 "adverse", "order-41-52-4", ["general", "serious"], "general", ALL_ADVERSE_USES,
                 "教务处", "Academic Affairs Office"),
    StartingType("ACAD-MISCONDUCT", "学术不端", "Academic misconduct",
                 "抄袭、伪造、篡改、买卖或代写论文，并已作出处理决定。",
                 "Plagiarism, fabrication, falsification, bought or ghost-written work, established by a decision.",
                 "adverse", "order-41-52-5", ["general", "serious"], "general", ALL_ADVERSE_USES,
                 "科研诚信办公室", "Research Integrity Office"),
    StartingType("AID-FRAUD", "骗取资助", "Obtaining aid by false statements",
                 "以虚假陈述取得奖学金或资助，并已作出处理决定。",
                 "False statements to obtain a scholarship or aid, established by a decision.",
                 "adverse", "aid-law-fraud", ["minor", "general", "serious"], "general",
                 [*ALL_ADVERSE_USES, "loan_compliance"], "学生资助中心", "Student Aid Office"),
    StartingType("RESUME-FALSE", "履历造假", "Fabricated résumé or certificate",
                 "伪造履历、证书或申请材料，并已作出处理决定。",
                 "A fabricated résumé, certificate or application, established by a decision.",
                 "adverse", "order-41-51", ["minor", "general", "serious"], "general", ALL_ADVERSE_USES,
                 "就业指导中心", "Careers Office"),
    StartingType("LOAN-BREACH", "助学贷款违约", "Breach of a student-loan promise",
                 "未按约定还款，以贷款银行的书面材料为准；还清即停止影响。",
                 "Repayment missed, on the lender's document; its effects end when it is cured.",
                 "adverse", "loan-contract", ["minor", "general"], "general",
                 ["loan_compliance", "own_sharing", "case_handling", "supervision"],
                 "学生资助中心", "Student Aid Office"),
    StartingType("PLEDGE-BREACH", "违反诚信承诺", "Breach of a signed honesty commitment",
                 "违反已签署的诚信承诺，并已作出处理决定。默认不启用。",
                 "Breach of a signed honesty commitment, established by a decision. Off by default.",
                 "adverse", "order-41-7", ["minor", "general"], "minor", ALL_ADVERSE_USES,
                 "诚信办公室", "Integrity Office", False),
    StartingType("VOLUNTEER", "志愿服务", "Voluntary service",
                 "参加志愿服务的时数。可以选择不记录。", "Hours of voluntary service. You may choose not to have them kept.",
                 "good", "volunteer-regulation", [], "", GOOD_USES,
                 "校团委", "Youth League Committee", True, True),
    StartingType("HONESTY-DEED", "诚信事迹", "Recognised honest deed",
                 "经认定的诚信事迹或榜样。可以选择不记录。",
                 "A recognised honest deed or role model. You may choose not to have it kept.",
                 "good", "state-council-98-2016", [], "", GOOD_USES, "学生工作部", "Student Affairs Office", True, True, True),
    StartingType("KEPT-PROMISE", "守信还款", "Kept repayment promise",
                 "按时或提前还款、履行还款计划。可以选择不记录。",
                 "Repayment on or before time, a plan kept. You may choose not to have it kept.",
                 "good", "state-council-98-2016", [], "", [*GOOD_USES, "loan_compliance"],
                 "学生资助中心", "Student Aid Office", True, True),
    StartingType("TRAINING", "诚信培训", "Honesty training",
                 "完成诚信课程或取得培训证书。", "An honesty course finished or a certificate earned.",
                 "good", "state-council-98-2016", [], "", GOOD_USES, "课程开设单位", "Owner of the course"),
)
