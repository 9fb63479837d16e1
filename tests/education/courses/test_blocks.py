import pytest
from django.core.exceptions import ValidationError

from education.courses.blocks import PictureBlock
from education.courses.models import LessonPage


def test_a_picture_without_words_is_refused():
    block = PictureBlock()
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python({"image": None, "alt_text": "", "caption": ""}))
    assert "alt_text" in refusal.value.block_errors


@pytest.mark.django_db
def test_a_new_lesson_opens_with_a_text_and_key_points():
    assert [block.block_type for block in LessonPage().body] == ["text", "key_points"]
