"""The ten key days every school begins with (C1). An editor may change, add and remove."""

from __future__ import annotations

from typing import Any

STARTING_DAYS: list[dict[str, Any]] = [
    {
        "code": "spring-festival",
        "rule": "lunar",
        "name_zh": "春节",
        "name_en": "Spring Festival",
        "description_zh": "农历正月初一，除夕为前一天。寒假里的家庭话题：答应过的事，怎样说到做到。",
        "description_en": "The first day of the first lunar month; the eve is the day before. A talk for the family "
        "table: how do we keep what we promised?",
    },
    {
        "code": "consumer-rights-day",
        "rule": "fixed",
        "month": 3,
        "day": 15,
        "name_zh": "国际消费者权益日",
        "name_en": "International Day for Protecting Consumers’ Rights",
        "description_zh": "认识虚假宣传、格式条款和校园贷骗局，学会留存证据、依法维权。",
        "description_en": "Recognise false advertising, unfair terms and campus loan scams; keep evidence and use "
        "your rights.",
    },
    {
        "code": "labour-day",
        "rule": "fixed",
        "month": 5,
        "day": 1,
        "name_zh": "劳动节",
        "name_en": "Labour Day",
        "description_zh": "尊重劳动就是尊重别人的成果：不抄袭、不冒名、不虚报工时。",
        "description_en": "To respect work is to respect what others made: no copying, no borrowed names, no invented "
        "hours.",
    },
    {
        "code": "childrens-day",
        "rule": "fixed",
        "month": 6,
        "day": 1,
        "name_zh": "儿童节",
        "name_en": "Children’s Day",
        "description_zh": "大学生志愿者走进小学讲诚信故事。学校不为未成年人建立任何诚信记录。",
        "description_en": "Student volunteers tell honest stories in primary schools. No record is ever made of a "
        "child.",
    },
    {
        "code": "credit-record-day",
        "rule": "fixed",
        "month": 6,
        "day": 14,
        "name_zh": "全国信用记录关爱日",
        "name_en": "National Credit Record Caring Day",
        "description_zh": "了解征信报告、助学贷款还款安排和异议权利。学校的诚信档案不是征信报告。",
        "description_en": "Learn about credit reports, repaying a student loan, and the right to object. The school’s "
        "honesty archive is not a credit report.",
    },
    {
        "code": "cyber-honesty-day",
        "rule": "announced",
        "name_zh": "网络诚信宣传日",
        "name_en": "Cyber Honesty Publicity Day",
        "description_zh": "没有固定日期（2015 年为 6 月 12 日，2018 年为 7 月 5 日），以当年公布为准。"
        "主题：网上言行与人工智能工具的诚实使用。",
        "description_en": "It has no fixed date (12 June in 2015, 5 July in 2018) and is announced each year. Theme: "
        "honest words online and honest use of AI tools.",
    },
    {
        "code": "good-faith-month",
        "rule": "month",
        "month": 9,
        "name_zh": "诚信兴商宣传月",
        "name_en": "Good Faith Prospering Commerce Publicity Month",
        "description_zh": "整个 9 月，正逢新生入学：开学第一课讲学术规范、助学贷款与合同意识。",
        "description_en": "The whole of September, when new students arrive: first lessons on academic rules, student "
        "loans and contracts.",
    },
    {
        "code": "national-day",
        "rule": "fixed",
        "month": 10,
        "day": 1,
        "name_zh": "国庆节",
        "name_en": "National Day",
        "description_zh": "假期前的提醒：返校时间、兼职合同、出行订票，说到做到。",
        "description_en": "A reminder before the holidays: the day of return, part-time contracts, booked tickets. "
        "Keep your word.",
    },
    {
        "code": "constitution-day",
        "rule": "fixed",
        "month": 12,
        "day": 4,
        "name_zh": "国家宪法日",
        "name_en": "National Constitution Day",
        "description_zh": "12 月 1 日至 7 日为宪法宣传周。讲清学生的权利：知情、陈述申辩、申诉。",
        "description_en": "Constitution Week runs from 1 to 7 December. We explain students’ rights: to be told, to be "
        "heard, to appeal.",
    },
    {
        "code": "legal-publicity-day",
        "rule": "fixed",
        "month": 12,
        "day": 4,
        "name_zh": "全国法制宣传日",
        "name_en": "National Legal Publicity Day",
        "description_zh": "与国家宪法日同一天。学习个人信息保护法：谁能看我的档案，为什么，多久。",
        "description_en": "The same day as Constitution Day. About the Personal Information Protection Law: who may see "
        "my archive, why, and for how long.",
    },
]
