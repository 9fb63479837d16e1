"""Made-up students of the demo school. Pure; row 7 of a seed is the same however many rows are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from stdnum.iso7064 import mod_11_2

from archives.demo.sample.draws import Draws

HEADINGS = ("学号", "姓名", "姓名拼音", "身份证号", "出生日期", "学院", "专业", "年级", "班级", "入学时间", "毕业时间",
            "学籍状态")
COLLEGES = (
    ("01", "计算机学院", ("计算机科学与技术", "软件工程", "人工智能")),
    ("02", "文学院", ("汉语言文学", "新闻学")),
    ("03", "机械工程学院", ("机械设计制造及其自动化", "车辆工程")),
    ("04", "经济管理学院", ("会计学", "金融学", "信用管理")),
    ("05", "外国语学院", ("英语", "日语")),
)
# What can be wrong with a row, as in real lists. The last two are one mistake: two students with one number.
CAUSES = ("id_check_digit", "name_missing", "unit_unknown", "date_invalid", "id_damaged", "under_age",
          "duplicate_in_file", "duplicate_in_file")
YEARS_OF_ENTRY = 7  # four at the school, three that have left it
DAYS_OF_BIRTH = 365
SERIALS = 999
# Region codes of no county: the numbers are valid by their check digit and nobody's.
REGIONS = tuple(f"99{province:02}{county:02}" for province in range(1, 11) for county in range(1, 5))
STRIDE = 7919  # prime to the number of places below, so that no two students share an identity number
PLACES = len(REGIONS) * DAYS_OF_BIRTH * SERIALS
NO_SUCH_UNIT = "信息工程学院（不存在）"
SURNAMES_WRITTEN = (
    "王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 黄 Huang 赵 Zhao 吴 Wu 周 Zhou 徐 Xu 孙 Sun 马 Ma 朱 Zhu 胡 Hu "
    "郭 Guo 何 He 高 Gao 林 Lin 罗 Luo 郑 Zheng 梁 Liang 谢 Xie 宋 Song 唐 Tang 许 Xu 韩 Han 冯 Feng 邓 Deng 曹 Cao "
    "彭 Peng 曾 Zeng 肖 Xiao 田 Tian 董 Dong 袁 Yuan 潘 Pan 于 Yu 蒋 Jiang 蔡 Cai 余 Yu 杜 Du 叶 Ye 程 Cheng 苏 Su "
    "魏 Wei 吕 Lü 丁 Ding 任 Ren 沈 Shen 欧阳 Ouyang"
)
GIVEN_WRITTEN = (
    "静 jing 晨 chen 云 yun 玉 yu 英 ying 雨 yu 泽 ze 梅 mei 梓 zi 佳 jia 艳 yan 远 yuan 博 bo 曦 xi 华 hua 行 xing "
    "平 ping 文 wen 磊 lei 思 si 阳 yang 欣 xin 怡 yi 熙 xi 嘉 jia 丽 li 浩 hao 清 qing 轩 xuan 超 chao 杰 jie "
    "娟 juan 宇 yu 一 yi 子 zi 明 ming 兰 lan 刚 gang 伟 wei 言 yan 佑 you 雪 xue 舟 zhou 洋 yang 扬 yang 娜 na "
    "军 jun 知 zhi 涵 han 致 zhi 敏 min 俊 jun 若 ruo 宁 ning 诺 nuo 涛 tao 勇 yong 芳 fang 桂 gui 书 shu 婷 ting "
    "霞 xia 强 qiang 萧 xiao 天 tian 秀 xiu"
)
# A character and how it is said, a character and how it is said, …
SURNAMES, GIVEN = tuple(SURNAMES_WRITTEN.split()), tuple(GIVEN_WRITTEN.split())


class Student(NamedTuple):
    """One row, in the order of HEADINGS. Identity number and birth date may be what they should not be."""

    number: str
    name: str
    latin_name: str
    identity_number: str | float
    birth_date: date | str
    college: str
    major: str
    grade: str
    class_name: str
    enrolled_on: date
    graduated_on: date
    status: str


def student(place: int, *, seed: int, year: int) -> Student:
    """The student at a place, counted from 0. `year` is the one in which the academic year began."""
    draws = Draws(seed, "student", place)
    entry = year - draws.below(YEARS_OF_ENTRY)
    code, college, majors = draws.one_of(COLLEGES)
    major = draws.one_of(majors)
    name, latin_name = _name(draws)
    rest, region = divmod((place * STRIDE + seed) % PLACES, len(REGIONS))
    serial, day = divmod(rest, DAYS_OF_BIRTH)
    # Whoever enters in September had the 18th birthday on the last day of August at the latest.
    born = date(entry - 18, 8, 31) - timedelta(days=day)
    return Student(
        number=f"{entry}{code}{place:06}",
        name=name,
        latin_name=latin_name,
        identity_number=identity_number(REGIONS[region], born, serial + 1),
        birth_date=born,
        college=college,
        major=major,
        grade=f"{entry}级",
        class_name=f"{major[:2]}{entry % 100:02}{1 + draws.below(4)}",
        enrolled_on=date(entry, 9, 1),
        graduated_on=date(entry + 4, 6, 30),
        status="毕业" if year - entry >= 4 else "休学" if draws.below(60) == 0 else "在校",
    )


def identity_number(region: str, born: date, serial: int) -> str:
    """Eighteen characters with the check digit of GB 11643."""
    number = f"{region}{born:%Y%m%d}{serial:03}"
    return number + mod_11_2.calc_check_digit(number)


def _name(draws: Draws) -> tuple[str, str]:
    surname = 2 * draws.below(len(SURNAMES) // 2)
    first, second = (2 * draws.below(len(GIVEN) // 2) for _ in range(2))
    given = GIVEN[first], GIVEN[first + 1]
    if draws.below(4):  # three of four have a given name of two characters
        given = given[0] + GIVEN[second], given[1] + GIVEN[second + 1]
    return SURNAMES[surname] + given[0], f"{SURNAMES[surname + 1]} {given[1].capitalize()}"


def cause(place: int, bad: float) -> str:
    """What is wrong with the row at a place, "" of most. Of n rows, the whole part of n × bad have something."""
    nth = int((place + 1) * bad)
    return CAUSES[(nth - 1) % len(CAUSES)] if nth > int(place * bad) else ""


def students(count: int, *, seed: int, year: int, bad: float = 0) -> Iterator[Student]:
    """`count` rows one after the other; nothing is kept but the number of a student to be repeated."""
    repeated = ""
    for place in range(count):
        row = student(place, seed=seed, year=year)
        wrong = cause(place, bad) if bad else ""
        if wrong == "duplicate_in_file":
            row, repeated = (row._replace(number=repeated), "") if repeated else (row, row.number)
        elif wrong:
            row = _spoil(row, wrong, year)
        yield row


def _spoil(row: Student, wrong: str, year: int) -> Student:
    number, born = str(row.identity_number), row.birth_date
    assert isinstance(born, date)
    match wrong:
        case "id_check_digit":
            return row._replace(identity_number=number[:-1] + ("1" if number[-1] != "1" else "2"))
        case "name_missing":
            return row._replace(name="")
        case "unit_unknown":
            return row._replace(college=NO_SUCH_UNIT)
        case "date_invalid":
            return row._replace(birth_date=f"{born.year}-13-05")
        case "id_damaged":  # what Excel makes of it: fifteen digits are left
            return row._replace(identity_number=float(f"{number[:15]}000"))
    # In the academic year of the list this person is 16 or 17.
    young = date(year - 16, 1 + born.month % 12, 15)
    return row._replace(birth_date=young, identity_number=identity_number(number[:6], young, int(number[14:17])))
