"""What the catalogue starts with: the rules with their sources. An administrator changes any of them."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

# Ministry of Education Order 41 came into force that day; earlier conduct is not recorded.
START = date(2017, 9, 1)


class DefaultRule(NamedTuple):
    key: str
    value: Any
    source_zh: str
    source_en: str
    sure: str


CREDIT = ("征信业管理条例", "Regulation on the Credit Reporting Industry")
ORDER_41 = ("教育部令第41号", "Ministry of Education Order 41")
SHENZHEN = ("深圳经济特区社会信用条例", "Shenzhen social credit regulation")
SHANGHAI = ("上海市社会信用条例", "Shanghai social credit regulation")
HENAN = ("河南省社会信用条例", "Henan social credit regulation")
REPAIR = ("国办发〔2025〕22号；国家发展改革委令第36号（2026-04-01起施行）",
          "State Council General Office No. 22 [2025]; NDRC Order 36 (in force 2026-04-01)")
PIPL = ("个人信息保护法", "Personal Information Protection Law")
LOANS = ("国家助学贷款政策（2024年秋季起）", "Student-loan rules (autumn 2024 on)")
AWARDS = ("国家奖学金评审办法", "Scholarship rules")
CHOICE = ("产品默认，学校可改", "Product default, the school may change it")


def cited(source: tuple[str, str], zh: str, en: str) -> tuple[str, str]:
    return f"{source[0]}{zh}", f"{source[1]}, {en}"


def _art(source: tuple[str, str], article: int | str) -> tuple[str, str]:
    return cited(source, f"第{article}条", f"art. {article}")


RULES: tuple[DefaultRule, ...] = tuple(
    DefaultRule(key, value, *source, sure)
    for key, value, source, sure in (
        ("subject.min_age", {"years": 18}, ("国办发〔2016〕98号 二（四）",
                                            "State Council General Office No. 98 [2016], II(4)"), "A"),
        ("adverse.max_keep", {"years": 5}, _art(CREDIT, 16), "A"),
        ("adverse.statement", {"while_kept": True}, _art(CREDIT, 16), "A"),
        ("adverse.prenotice", {"before_supply": True}, _art(CREDIT, 15), "A"),
        ("report.free", {"unlimited": True}, _art(CREDIT, 17), "A"),
        ("lookup.log_fields", {"fields": ["name", "time", "content", "purpose"]}, _art(CREDIT, 22), "A"),
        ("lookup.log_keep", {"years": 5}, _art(SHENZHEN, 45), "A"),
        ("objection.flag", {"working_days": 0},
         cited(SHENZHEN, "第50条（上海：第36条，1个工作日）", "art. 50 (Shanghai art. 36: 1 working day)"), "A"),
        ("objection.answer", {"days": 20, "target_working_days": 5},
         cited(CREDIT, "第25条；上海市社会信用条例第36条", "art. 25; Shanghai art. 36"), "A"),
        ("objection.unverifiable", {"record_both_versions": True, "usable": False},
         cited(CREDIT, "第25条第3款", "art. 25(3)"), "A"),
        ("severity.minor", {"shortest_months": 0, "longest_months": 3}, REPAIR, "B"),
        ("severity.general", {"shortest_months": 3, "longest_months": 12}, REPAIR, "B"),
        ("severity.serious", {"shortest_months": 12, "longest_months": 36}, REPAIR, "B"),
        ("repair.decide", {"working_days": 3},
         cited(REPAIR, "；深圳第81—82条", "Shenzhen arts 81–82"), "B"),
        ("repair.answer", {"working_days": 10, "fee_yuan": 0},
         cited(REPAIR, "；深圳第81—82条", "Shenzhen arts 81–82"), "B"),
        ("repair.two_documents", {"served_together": True}, REPAIR, "B"),
        ("overturned.remove", {"working_days": 1}, _art(HENAN, 42), "A"),
        ("deed.optout", {"student_may_decline": True}, _art(SHENZHEN, 39), "A"),
        ("sanction.types", {"kinds": ["warning", "serious_warning", "demerit", "probation", "expulsion"]},
         _art(ORDER_41, 51), "A"),
        ("sanction.period", {"shortest_months": 6, "longest_months": 12, "default_months": 6,
                             "probation_months": 12}, _art(ORDER_41, 57), "A"),
        ("sanction.after_release", {"influence": False}, _art(ORDER_41, 57), "A"),
        ("decision.letter_items",
         {"items": ["basic data", "facts and evidence", "kind, basis and period", "way and time to appeal",
                    "other necessary matters"]}, _art(ORDER_41, 53), "A"),
        ("defence.before_decision", {"days": 5},
         cited(ORDER_41, "第55条（天数：一所大学的规定）", "art. 55 (days: one university's rule)"), "A"),
        ("service.order", {"ways": ["in person", "left", "post", "minimal public notice"]}, _art(ORDER_41, 55), "A"),
        ("major.gate", {"gates": ["legality review", "president's meeting"]}, _art(ORDER_41, 56), "A"),
        ("appeal.file", {"days": 10}, _art(ORDER_41, 60), "A"),
        ("appeal.decide", {"days": 15, "extension_days": 15}, _art(ORDER_41, 61), "A"),
        ("appeal.province", {"file_days": 15, "decide_working_days": 30}, _art(ORDER_41, 62), "A"),
        ("appeal.unstated", {"months": 6}, _art(ORDER_41, 64), "A"),
        ("notice.public_days", {"working_days": 5, "college_stage_days": 3}, AWARDS, "B"),
        ("notice.public_fields", {"fields": ["name", "school", "college", "year", "major", "class"]},
         ("教财厅函〔2017〕28号", "Ministry of Education Finance Office letter No. 28 [2017]"), "A"),
        ("scholarship.national", {"yuan": 10_000, "from_year_of_study": 2, "top_percent": 10,
                                  "top_percent_with_merit": 30},
         cited(AWARDS, "；财教〔2024〕181号", "Finance and Education No. 181 [2024]"), "A"),
        ("loan.cap", {"undergraduate_yuan_a_year": 20_000, "postgraduate_yuan_a_year": 25_000}, LOANS, "A"),
        ("loan.term", {"years_after_study": 15, "longest_years": 22}, LOANS, "A"),
        ("loan.grace", {"interest_only_months": 60}, LOANS, "A"),
        ("loan.interest", {"below_lpr_basis_points_2024": 70, "below_lpr_basis_points_2023": 60,
                           "below_lpr_basis_points_2020": 30}, LOANS, "B"),
        ("loan.plan_change", {"requests_in_first_year": 1}, LOANS, "A"),
        ("loan.default_reporter", {"reporter": "lender"}, LOANS, "A"),
        ("pia.keep", {"years": 3}, _art(PIPL, 56), "A"),
        ("pipl.share", {"told": ["recipient", "contact", "purpose", "kind"], "separate_consent": True},
         _art(PIPL, 23), "A"),
        ("pipl.automated", {"explain": True, "may_refuse": True}, _art(PIPL, 24), "A"),
        ("import.undo_window", {"days": 30}, CHOICE, "-"),
        ("import.error_workbook", {"days": 7}, CHOICE, "-"),
        ("import.source_kept", {"days": 30}, CHOICE, "-"),
        ("import.unused_columns", {"days": 7}, CHOICE, "-"),
        ("statistics.min_cell", {"persons": 10}, CHOICE, "-"),
        ("good.display", {"months": 48}, CHOICE, "-"),
        ("activation.code", {"days": 30}, CHOICE, "-"),
        ("sanction.severity", {"warning": "general", "serious_warning": "general", "demerit": "serious",
                               "probation": "serious", "expulsion": "serious"}, CHOICE, "-"),
    )
)
