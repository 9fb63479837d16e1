"""The tables of education. Each package has its own models; this list is what Django reads."""

from education.courses.models import (
    ChapterPage,
    CourseIndexPage,
    CoursePage,
    LessonPage,
    LessonProgress,
    PeerReviewTask,
)
from education.home.models import ContentPage, HomePage, PolicyPage
from education.publicity.models import KeyDay, KeyDaysPage

__all__ = [
    "ChapterPage",
    "ContentPage",
    "CourseIndexPage",
    "CoursePage",
    "HomePage",
    "KeyDay",
    "KeyDaysPage",
    "LessonPage",
    "LessonProgress",
    "PeerReviewTask",
    "PolicyPage",
]
