"""What editors upload is what its name says: told by the content, so that nothing else is given out under that name."""

from __future__ import annotations

import zipfile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image as PillowImage
from PIL import UnidentifiedImageError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

# What a packed document of this kind must have inside.
INSIDE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml", "odt": "content.xml"}
OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
TEXTS = ("txt", "csv")
ENCODINGS = ("utf-8", "gb18030", "utf-16")
MARKUP = ("<!doctype", "<html", "<svg", "<script", "<?xml")


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for a document, which looks at the ending of the name alone."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            ending = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else ""
            if not is_what_it_says(file, ending):
                raise ValidationError(
                    _(
                        "The name ends in “.%(ending)s”, but the content is not of that kind. "
                        "Save the file again in the program that made it, and upload that."
                    )
                    % {"ending": ending}
                )
        return file


class PictureForm(BaseImageForm):
    """Wagtail's form for a picture, which reads a picture whole before it asks how large it is."""

    files: Any

    def full_clean(self) -> None:
        files = self.files
        name = self.add_prefix("file")
        if sentence := wrong_with_picture(files.get(name)):
            self.files = {other: file for other, file in files.items() if other != name}
        super().full_clean()
        self.files = files
        if sentence:
            self.errors.pop("file", None)
            self.add_error("file", sentence)


def wrong_with_picture(file: IO[bytes] | None) -> str:
    """Why this picture cannot be taken; "" where nothing is wrong, or it is none at all (Wagtail says so)."""
    if file is None:
        return ""
    try:
        file.seek(0)
        with PillowImage.open(file) as picture:
            if picture.width * picture.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                return _too_large()
            picture.load()
    except PillowImage.DecompressionBombError:
        return _too_large()
    except UnidentifiedImageError:
        return ""
    except Exception:  # whatever the many decoders raise
        return _("This picture is damaged: it cannot be read to its end. Save it again and upload that.")
    finally:
        file.seek(0)
    return ""


def _too_large() -> str:
    return _("This picture has too many pixels. Make it smaller: 6,000 by 6,000 are enough.")


def is_what_it_says(file: IO[bytes], ending: str) -> bool:
    """Is the content what a name with this ending promises? False for an ending that is not known here."""
    try:
        if ending == "pdf":
            return _start(file, 1024).lstrip().startswith(b"%PDF-")
        if ending in TEXTS:
            return _is_text(file)
        return (ending == "zip" or ending in INSIDE) and _is_packed(file, ending)
    finally:
        file.seek(0)


def _start(file: IO[bytes], length: int) -> bytes:
    file.seek(0)
    return file.read(length)


def _is_packed(file: IO[bytes], ending: str) -> bool:
    if not _start(file, 4).startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(file) as packed:
            names = {name.lower() for name in packed.namelist()}
            if ending == "odt" and packed.open("mimetype").read(len(OPEN_TEXT) + 1).strip() != OPEN_TEXT:
                return False
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, ValueError):
        return False
    # Macros belong into .docm and .xlsm, which are not taken.
    return ending == "zip" or (INSIDE[ending] in names and not any(name.endswith("vbaproject.bin") for name in names))


def _is_text(file: IO[bytes]) -> bool:
    file.seek(0)
    content = file.read()
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "\0" not in text and not text.lstrip("\ufeff \t\r\n").lower().startswith(MARKUP)
    return False
