"""The course that holds the lessons."""

from __future__ import annotations

from typing import Any

from education.demo.writing import Both

COURSE: dict[str, Any] = {
    "slug": "writing-with-sources",
    "title": Both("引用与写作规范：引、述、注", "Writing with sources: quote, paraphrase, cite"),
    "lede": Both(
        "多数引用问题不是存心作弊，而是不知道界线在哪里。用六节短课弄清界线，再拿案例练手。",
        "Most citation trouble is not cheating. It is not knowing where the line is. Learn the line in six short "
        "lessons, then try it on cases.",
    ),
    "teacher_name": Both("刘雯 副教授（示例）", "Dr Liu Wen (sample)"),
    "teacher_unit": Both("文学院", "School of Humanities"),
    "teacher_note": Both("提问两个工作日内答复", "Answers questions within 2 working days"),
    "outcomes": [
        Both(
            "分清转述与拼接，并把拼接的段落改好",
            "tell a fair paraphrase from patchwork, and mend one that is not fair",
        ),
        Both(
            "按学校要求著录图书、网页、数据和代码",
            "cite books, web pages, data and code the way your school asks",
        ),
        Both(
            "说明自己怎样使用了人工智能工具，并对结果负责",
            "say how you used an AI tool, and answer for the result",
        ),
        Both("遇到六个案例中的情形，知道该怎么做", "know what to do in the situations of six cases"),
    ],
}
