"""What a student number may be made of. Pure.

It is a user name, a key of every list that comes in and a cell of every list that goes out: a sign with which a
spreadsheet program begins a formula, a quotation mark or a sign that nobody sees has no place in it.
"""

from __future__ import annotations

import re
from datetime import date

SIGN = r"[0-9A-Za-z\u4e00-\u9fff]"
# Ends in \Z and not in $, which would let a line break through. Read by Python and by both databases.
PATTERN = rf"\A{SIGN}(?:[-_.0-9A-Za-z\u4e00-\u9fff]*{SIGN})?\Z"
PLAIN = re.compile(PATTERN)
# Students registered before this day keep the number they have: it stands on their papers and in the audit log.
PLAIN_FROM = date(2026, 11, 29)
LONGEST = 32


def is_student_number(text: str) -> bool:
    """Letters and digits, at least one digit, `-` `_` `.` only between them, at most 32 signs.

    What a spreadsheet program made of a number (2026900004.0) is none.
    """
    return (
        len(text) <= LONGEST
        and PLAIN.match(text) is not None
        and re.search("[0-9]", text) is not None
        and re.search(r"\.0+\Z", text) is None
    )
