"""What a lesson is made of. Every block renders without script and without calling another site."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

SHORT_TEXT = ["bold", "italic", "link", "ol", "ul"]


class TextBlock(blocks.RichTextBlock):
    """Headings, paragraphs and lists: the ordinary stuff of a lesson."""

    def __init__(self, **options: object) -> None:
        options.setdefault("features", ["h2", "h3", *SHORT_TEXT, "document-link", "blockquote"])
        super().__init__(**options)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "education/courses/blocks/text.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    # Required: a picture without words is lost to a reader who cannot see it (WCAG 1.1.1).
    alt_text = blocks.CharBlock(
        label=_("What the picture shows"),
        max_length=400,
        help_text=_("For readers who cannot see it. Say what it teaches, not that it is a picture."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "education/courses/blocks/picture.html"


class VideoBlock(blocks.StructBlock):
    """A link to a video and its full text. Never a frame: the site itself calls nobody."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    url = blocks.URLBlock(label=_("Address of the video"))
    minutes = blocks.IntegerBlock(label=_("Length in minutes"), min_value=1, max_value=240)
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        features=SHORT_TEXT,
        help_text=_("Everything that is said. Many learners read it instead of watching."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "education/courses/blocks/video.html"


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    note = blocks.CharBlock(label=_("What it is for"), max_length=250, required=False)

    class Meta:
        icon = "doc-full"
        label = _("File to download")
        template = "education/courses/blocks/file.html"


class CaseBlock(blocks.StructBlock):
    """A short case: what happened, a question, and what a teacher would say about it."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    facts = blocks.RichTextBlock(
        label=_("What happened"),
        features=SHORT_TEXT,
        help_text=_("No names, classes, numbers or dates that could point to a real person."),
    )
    question = blocks.TextBlock(label=_("Question"), rows=2)
    answer = blocks.RichTextBlock(label=_("What to think about it"), features=SHORT_TEXT)

    class Meta:
        icon = "help"
        label = pgettext_lazy("lesson", "Case")
        template = "education/courses/blocks/case.html"


class PracticeBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    task = blocks.RichTextBlock(label=_("Task"), features=SHORT_TEXT)
    answer = blocks.RichTextBlock(label=_("One good answer"), features=SHORT_TEXT)

    class Meta:
        icon = "edit"
        label = _("Practice")
        template = "education/courses/blocks/practice.html"


class QuoteBlock(blocks.StructBlock):
    words = blocks.TextBlock(label=_("Quoted words"), rows=3)
    source = blocks.CharBlock(label=_("Where the words are from"), max_length=250)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "education/courses/blocks/quote.html"


class KeyPointsBlock(blocks.RichTextBlock):
    def __init__(self, **options: object) -> None:
        options.setdefault("features", ["bold", "ul", "link"])
        super().__init__(**options)

    class Meta:
        icon = "pick"
        label = _("Key points")
        template = "education/courses/blocks/key_points.html"


def lesson_blocks() -> list[tuple[str, blocks.Block]]:
    return [
        ("text", TextBlock()),
        ("key_points", KeyPointsBlock()),
        ("case", CaseBlock()),
        ("picture", PictureBlock()),
        ("video", VideoBlock()),
        ("file", FileBlock()),
        ("practice", PracticeBlock()),
        ("quote", QuoteBlock()),
    ]


# A new lesson opens with these two, so that a teacher types at once instead of choosing blocks.
NEW_LESSON = [("text", ""), ("key_points", "")]
