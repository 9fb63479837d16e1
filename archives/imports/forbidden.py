"""Columns that may not be read at all, known by their headings (rules.md, rule 10; Regulation on the
Credit Reporting Industry, art. 14).

Religion, genes, fingerprints, blood type, disease and medical history are never stored. Income, deposits,
securities, insurance, property and tax are, only with the student's written consent. Free of Django: the
child process asks here too, so that no such cell ever leaves it.

Two ways to err, decided like this: a heading is judged by what it holds, not by every word in it. 病假天数
(days of sick leave) counts days and names no disease, 献血 is voluntary service, 宗教学 and 保险学 are
majors: they pass. 健康状况 and 体检 hold findings about a body: they are refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

NEVER = ("religion", "genes", "fingerprint", "blood", "disease")
WITH_CONSENT = ("income", "deposits", "securities", "insurance", "property", "tax")

CHINESE = {
    "religion": ("宗教", "信仰", "信教", "教派", "教徒", "教籍"),
    "genes": ("基因", "遗传"),
    "fingerprint": ("指纹", "指模", "掌纹"),
    "blood": ("血型",),
    "disease": (
        "疾病", "病史", "病历", "病例", "病情", "病症", "病名", "病种", "患病", "重病", "慢性病",
        "传染病", "精神病", "诊断", "体检", "健康状况", "健康情况", "健康状态", "健康档案", "身体状况",
        "身体情况", "心理状况", "心理测评", "精神状况", "过敏", "用药", "服药", "手术史", "疫苗",
        "接种", "就诊", "住院",
    ),
    "income": ("收入", "工资", "薪资", "薪酬", "薪金", "年薪", "月薪"),
    "deposits": ("存款", "储蓄", "账户余额", "银行余额"),
    "securities": ("证券", "股票", "债券", "期货", "基金账户", "持有基金", "持仓"),
    "insurance": ("保险", "参保", "保单", "社保", "医保"),
    "property": ("不动产", "房产", "房屋产权", "住房产权", "财产", "家庭资产", "个人资产"),
    "tax": ("纳税", "税额", "税款", "个税", "缴税", "完税", "所得税"),
}  # fmt: skip
ENGLISH = {
    "religion": ("religion", "religions", "religious", "faith", "church"),
    "genes": ("gene", "genes", "genetic", "genetics", "genome", "dna"),
    "fingerprint": ("fingerprint", "fingerprints", "thumbprint"),
    "blood": ("blood type", "blood group", "bloodtype", "abo"),
    "disease": (
        "disease", "diseases", "illness", "illnesses", "medical", "diagnosis", "diagnoses", "health",
        "allergy", "allergies", "medication", "vaccination", "vaccine", "hospitalization",
    ),
    "income": ("income", "incomes", "salary", "salaries", "wage", "wages"),
    "deposits": ("deposit", "deposits", "savings", "bank balance", "account balance"),
    "securities": ("securities", "stocks", "stock holdings", "bonds", "futures"),
    "insurance": ("insurance", "insurances", "insured"),
    "property": ("property", "properties", "real estate", "assets"),
    "tax": ("tax", "taxes", "taxation"),
}  # fmt: skip
# Taken out of a heading before it is judged.
INNOCENT = (
    "宗教学", "宗教研究", "宗教事务", "宗教文化", "信仰教育", "基因工程", "基因组学", "遗传学",
    "遗传育种", "文件指纹", "证书指纹", "数字指纹", "数据指纹", "诊断性", "疾病预防", "健康教育",
    "收入库", "收入档案", "证券学", "证券投资学", "保险学", "保险箱", "公共财产", "财产损失",
    "纳税人识别号",
)  # fmt: skip
INNOCENT_ENGLISH = (
    "religious studies", "genetic engineering", "file fingerprint", "certificate fingerprint",
    "health education", "public health", "medical school", "medical college", "intellectual property",
    "public property", "property damage", "tax number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A column that is refused. `topic` is one of NEVER or WITH_CONSENT; `consent` tells which."""

    header: str
    topic: str
    column: int  # index into the headers
    consent: bool


def forbidden_headers(headers: Sequence[str]) -> list[Forbidden]:
    """The columns of `headers` that may not be read, in order; each is named once, by its gravest topic."""
    found = []
    for column, header in enumerate(headers):
        topic = forbidden_topic(header)
        if topic:
            found.append(Forbidden(header, topic, column, topic in WITH_CONSENT))
    return found


def forbidden_topic(header: str) -> str:
    """The topic that a heading touches, or "". Spaces, full-width letters and punctuation change nothing."""
    folded = unicodedata.normalize("NFKC", str(header))
    chinese = re.sub(r"[\W_]+", "", folded.lower())
    for word in INNOCENT:
        chinese = chinese.replace(word, "|")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", folded)  # bloodType, blood_type
    english = f" {' '.join(re.findall('[a-z]+', words.lower()))} "
    for phrase in INNOCENT_ENGLISH:
        english = english.replace(f" {phrase} ", " | ")
    for topic in NEVER + WITH_CONSENT:
        if any(word in chinese for word in CHINESE[topic]):
            return topic
        if any(f" {phrase} " in english for phrase in ENGLISH[topic]):
            return topic
    return ""
