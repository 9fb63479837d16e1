"""What a list of records and one of good deeds may say, and the words for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from archives.imports.kinds.base import Choice
from archives.imports.matching import FieldSpec

SANCTIONS = (
    Choice("warning", "警告", "warning"),
    Choice("serious_warning", "严重警告", "serious warning"),
    Choice("demerit", "记过", "demerit"),
    Choice("probation", "留校察看", "probation"),
    Choice("expulsion", "开除学籍", "expulsion"),
)
SANCTION_WORDS = {word: choice.value for choice in SANCTIONS for word in choice}
# Which student a row is about; the name guards against a wrong number.
OF_STUDENT = (
    FieldSpec(
        "student_number",
        _("student number"),
        ("学号", "学生编号", "学籍号", "student number", "student no", "student id"),
        required=True,
        kind="identifier",
    ),
    FieldSpec("name", _("name"), ("姓名", "学生姓名", "name", "student name", "full name"), required=True),
)
RECORD_FIELDS = (
    *OF_STUDENT,
    FieldSpec(
        "record_type",
        _("kind of record"),
        (
            "违纪类型",
            "记录类型",
            "类型",
            "违纪类别",
            "记录名称",
            "类别",
            "kind of record",
            "record type",
            "type",
        ),
        required=True,
        kind="choice",
    ),
    FieldSpec(
        "facts",
        _("facts"),
        (
            "违纪事实",
            "事实",
            "事由",
            "主要事实",
            "违纪情况",
            "事迹",
            "服务内容",
            "facts",
            "deed",
            "description",
        ),
        required=True,
    ),
    FieldSpec(
        "conduct_on",
        _("day of the conduct"),
        (
            "违纪日期",
            "违纪时间",
            "行为日期",
            "发生日期",
            "服务日期",
            "日期",
            "conduct date",
            "day of the conduct",
            "date",
        ),
        required=True,
        kind="date",
    ),
    FieldSpec(
        "sanction", _("sanction"), ("处分种类", "处分类型", "处分", "处分等级", "sanction"), kind="choice"
    ),
    FieldSpec(
        "decision_number",
        _("decision number"),
        ("处分决定文号", "决定文号", "处分文号", "文号", "决定书编号", "decision number", "decision no"),
    ),
    FieldSpec(
        "decided_on",
        _("decided on"),
        ("决定日期", "处分日期", "处分决定日期", "作出决定日期", "decided on", "decision date"),
        kind="date",
    ),
    FieldSpec(
        "told_on",
        _("told before the decision on"),
        ("告知日期", "事先告知日期", "告知时间", "told on", "notice date"),
        kind="date",
    ),
    FieldSpec(
        "served_on", _("served on"), ("送达日期", "送达时间", "served on", "service date"), kind="date"
    ),
    FieldSpec(
        "sanction_months",
        _("months of the sanction"),
        ("处分期限（月）", "处分期限", "处分期(月)", "期限（月）", "months", "sanction months"),
        kind="integer",
    ),
    FieldSpec(
        "basis_clause",
        _("clause applied"),
        ("依据条款", "处分依据", "依据", "适用条款", "clause", "basis"),
    ),
    FieldSpec(
        "hours", _("hours"), ("时长", "服务时长", "学时", "小时数", "志愿时长", "hours"), kind="decimal"
    ),
    FieldSpec(
        "source_office", _("source office"), ("来源部门", "认定部门", "处分单位", "source office", "office")
    ),
)
DEED_FIELDS = (
    *OF_STUDENT,
    FieldSpec(
        "facts",
        _("activity or deed"),
        ("活动名称", "事迹", "活动", "项目名称", "服务项目", "志愿服务项目", "服务内容",
         "活动内容", "事迹名称", "事迹简介", "守信事迹", "诚信事迹", "好人好事", "事实", "事由",
         "activity", "deed", "good deed", "project", "description", "facts"),
        required=True,
    ),
    FieldSpec(
        "record_type",
        _("kind of deed"),
        ("类型", "类别", "活动类型", "事迹类型", "记录类型", "服务类型", "kind of deed", "kind", "type", "record type"),
        kind="choice",
    ),
    FieldSpec(
        "conduct_on",
        _("day of the deed"),
        ("活动日期", "起止日期", "开始日期", "服务日期", "活动时间", "起止时间", "开始时间",
         "起始日期", "日期", "day of the deed", "date", "dates", "period", "start date", "from"),
        required=True,
        kind="date",
    ),
    FieldSpec(
        "ended_on",
        _("last day of the deed"),
        ("结束日期", "结束时间", "截止日期", "终止日期", "last day of the deed", "end date", "last day", "to"),
        kind="date",
    ),
    FieldSpec(
        "hours",
        _("hours"),
        ("服务时长（小时）", "服务时长", "时长", "志愿时长", "志愿服务时长", "小时数", "时数", "服务时数", "学时",
         "hours", "hours of service"),
        kind="decimal",
    ),
    FieldSpec(
        "source_office",
        _("organiser"),
        ("主办单位", "组织单位", "活动单位", "认定单位", "认定部门", "主办部门", "来源部门", "organiser", "organizer",
         "organised by", "source office", "office"),
    ),
    FieldSpec(
        "decision_number",
        _("number of the verification"),
        ("认定文号", "证明编号", "证书编号", "认定编号", "志愿服务证明编号", "证明文号", "文号",
         "number of the verification", "verification number", "certificate number", "proof number"),
    ),
)
