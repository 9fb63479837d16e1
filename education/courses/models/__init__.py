"""Courses, their lessons, the review before they go live, and a learner's progress."""

from education.courses.models.pages import ChapterPage, CourseIndexPage, CoursePage, LessonPage
from education.courses.models.progress import LessonProgress
from education.courses.models.review import PeerReviewTask

__all__ = ["ChapterPage", "CourseIndexPage", "CoursePage", "LessonPage", "LessonProgress", "PeerReviewTask"]
