"""Texts that fill a cell and say nothing: spaces, dashes, 无, 待补, N/A. They are neither facts nor papers. Pure.

The one list of such words: for the form, for the importer and for whatever enters records later.
"""

from __future__ import annotations

import re
import unicodedata

# Compared without spaces, marks and case, in their half-width forms: “（ Ｎ／Ａ ）” is “na”.
SAID_FOR_NOTHING = """
    无 没有 暂无 暂缺 空 空白 缺 缺失 无内容 无数据 无文号 无编号 无事实 无依据 有 是 否 已 已有 略 从略 暫無 沒有 無
    待补 待补充 待补录 待定 待查 待核 待核实 待填 待填写 待录入 待完善 待确认 待发文 未定 未填 未填写 未知 未发文 待補
    不详 不明 未明 不清楚 不知道 不适用 占位 测试 不詳
    同上 同上行 同前 同左 同右 如上 见上 见前 见附件 详见附件 见附件内容 附件 见备注 详见备注 备注 見附件 詳見附件
    na nan nil null none no yes notapplicable unknown empty blank missing tbd tba tbc todo pending
    ditto idem same sameasabove asabove seeabove seeattachment seeattached attached test
    ref value div0 name num spill calc gettingdata error err
"""
WORDS = frozenset(SAID_FOR_NOTHING.split())
LONGEST = max(map(len, WORDS))
MARKS = re.compile(r"[\W_]+")
# So many letters and digits in a row are no such word, unless they are all the same.
SAYS_SOMETHING = re.compile(rf"[^\W_]{{{LONGEST + 1}}}")


def visible(text: str) -> str:
    """Without what has no shape (zero-width and control characters, but line breaks) and without outer spaces."""
    if text.isascii() and text.isprintable():
        return text.strip()
    shown = (sign for sign in text if sign in "\n\r\t" or unicodedata.category(sign) not in ("Cf", "Cc"))
    return "".join(shown).strip()


def is_blank(text: str) -> bool:
    """Whether a text says nothing: no letter or digit in it, one sign over and over, or a word like 待补 or N/A."""
    if len(set(text)) > 2 and SAYS_SOMETHING.search(text):
        return False
    said = MARKS.sub("", visible(unicodedata.normalize("NFKC", text))).lower()
    if not said or said in WORDS or said == "x":
        return True
    return len(set(said)) == 1 and (said[0] == "0" or (len(said) > 1 and not said.isdigit()))
