"""Chinese or English on the staff pages: one press in the menu, as on the public site."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import ActionMenuItem

from campus.accounts.access import signed_in
from campus.accounts.actions import choose_language
from campus.accounts.models import User

# Each name in its own language: who cannot read the one reads the other.
NAMES = {"zh-hans": "中文", "en": "English"}


@signed_in
@require_POST
def read_in(request: HttpRequest, language: str) -> HttpResponse:
    """Show the staff pages in another language from now on, and return to the page one came from."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if isinstance(request.user, User):
        choose_language(user=request.user, language=language)
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("wagtailadmin_home")
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


class LanguageMenuItem(MenuItem):
    """The other language, at the end of the menu."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Language"), url="", name="language", icon_name="mx-globe", order=20000)

    def render_component(self, request: HttpRequest) -> ActionMenuItem:
        other = next(code for code, _name in settings.LANGUAGES if code != get_language())
        return ActionMenuItem(
            self.name,
            NAMES[other],
            reverse("workbench:language", args=[other]),
            icon_name=self.icon_name,
            attrs={"lang": other},
        )
