"""The lessons of “Writing with sources”, one module each, Chinese and English side by side."""

from education.demo.lessons import (
    ai_tools,
    citing,
    mend_a_paragraph,
    paraphrasing,
    quoting,
    what_counts_as_a_source,
)

LESSONS = [
    what_counts_as_a_source.LESSON,
    quoting.LESSON,
    paraphrasing.LESSON,
    citing.LESSON,
    ai_tools.LESSON,
    mend_a_paragraph.LESSON,
]
