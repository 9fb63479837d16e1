"""Pages of accounts for everybody; those of administrators are in viewsets.py, those of allauth in
allauth."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.views import i18n
from django.views.decorators.http import require_POST

from campus.accounts import actions
from campus.accounts.access import public
from campus.accounts.models import User


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Read the site in another language from now on (POST `language`, and `next`: where to return)."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise BadRequest("The site does not speak this language.")
    if isinstance(request.user, User):
        actions.choose_language(user=request.user, language=language)
    return i18n.set_language(request)
