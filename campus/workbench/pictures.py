"""Pictures that editors uploaded, where no web server before the site gives them out."""

from __future__ import annotations

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

FOLDERS = ("images", "original_images")


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """One picture. Documents lie beside them and leave by their own address only, as a download."""
    # As the file system reads it: "images/../documents/…" is a document.
    if posixpath.normpath(path).split("/", 1)[0] not in FOLDERS:
        raise Http404
    return serve(request, path, document_root=settings.MEDIA_ROOT)
