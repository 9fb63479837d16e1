"""Pictures, where the site gives them out itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


def test_pictures_are_given_out_and_documents_beside_them_are_not(tmp_path: Path):
    for folder in ("images", "documents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.png").write_bytes(b"\x89PNG")
    with override_settings(MEDIA_ROOT=str(tmp_path)):
        response = Client().get("/media/images/a.png")
        assert response.status_code == 200
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        for path in ("documents/a.png", "images/../documents/a.png", "images/%2e%2e/documents/a.png", "", "a.png"):
            assert Client().get(f"/media/{path}").status_code == 404
