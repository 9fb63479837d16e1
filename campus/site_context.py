"""What every public page knows: the school, the main navigation, the same page in other languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_from_path, gettext
from wagtail.models import Page, Site

from campus.organisation.models import SchoolSettings

# Pages that the footer links to, by their slug below the front page.
FOOTER_SLUGS = ("accessibility", "privacy", "contact")
FRONT_PAGE_DEPTH = 2


@dataclass(frozen=True)
class Link:
    """An entry of the navigation; `here` marks the part of the site that is being read."""

    title: str
    url: str
    here: bool = False


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Everything is lazy: pages that show no header ask the database nothing."""
    return {
        "school": SimpleLazyObject(lambda: school(request)),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "footer_links": SimpleLazyObject(lambda: footer_links(request)),
    }


def school(request: HttpRequest) -> dict[str, str]:
    """Name, office, hours, phone, email of the school in the reader's language."""
    settings_of_school = SchoolSettings.load(request)
    words = {field: settings_of_school.in_language(field) for field in ("name", "office", "hours")}
    return {**words, "phone": settings_of_school.phone, "email": settings_of_school.email}


def front_page(request: HttpRequest) -> Page | None:
    """The front page in the reader's language; in the first language as long as it is not translated."""
    found = Site.find_for_request(request)
    return found.root_page.localized if found else None


def navigation(request: HttpRequest) -> list[Link]:
    """The pages that editors put in the menu, then what this person alone may open."""
    links = [_page_link(page, request) for page in _menu_pages(request)]
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        if _is_student(user):
            links += _named_link("portal:archive", gettext("My archive"), request)
        if user.is_staff:
            links += _named_link("wagtailadmin_home", gettext("Workbench"), request)
    return links


def footer_links(request: HttpRequest) -> list[Link]:
    """Accessibility statement, privacy and use of data, contact: as far as the pages are published."""
    home = front_page(request)
    if home is None:
        return []
    pages = {page.slug: page for page in home.get_children().live().filter(slug__in=FOOTER_SLUGS)}
    return [_page_link(pages[slug], request) for slug in FOOTER_SLUGS if slug in pages]


def _menu_pages(request: HttpRequest) -> list[Page]:
    home = front_page(request)
    return list(home.get_children().live().in_menu().public()) if home else []


def _page_link(page: Page, request: HttpRequest) -> Link:
    url = page.get_url(request) or "#"
    return Link(page.title, url, request.path.startswith(url))


def _named_link(name: str, title: str, request: HttpRequest) -> list[Link]:
    try:
        url = reverse(name)
    except NoReverseMatch:
        return []
    return [Link(title, url, request.path.startswith(url))]


def _is_student(user: Any) -> bool:
    # The student belongs to a user through archives.registry, which this app must not import.
    return getattr(user, "student", None) is not None


@dataclass(frozen=True)
class SamePage:
    """The page that is being read, in another language: its address, or "" where it does not exist.

    `near` is then the nearest page above it that does exist there, such as the course of a lesson.
    """

    language: str
    url: str
    front_url: str
    near: Link | None = None


def same_page(request: HttpRequest, page: Page | None, language: str) -> SamePage:
    """Where `page` (or, without a Wagtail page, the address of the request) is found in `language`."""
    front_url = f"/{language}/"
    if page is not None:
        translation = page.get_translations().live().filter(locale__language_code=language).first()
        if translation is None:
            return SamePage(language, "", front_url, _nearest(request, page, language))
        return SamePage(language, translation.get_url(request) or "", front_url)
    if not get_language_from_path(request.path_info):
        return SamePage(language, "", front_url)
    url = translate_url(request.get_full_path(), language)
    return SamePage(language, url if url.startswith(front_url) else "", front_url)


def _nearest(request: HttpRequest, page: Page, language: str) -> Link | None:
    """The nearest page above that is live in this language; the front page has a link of its own."""
    above = page.get_ancestors().filter(depth__gt=FRONT_PAGE_DEPTH).values("translation_key")
    found = Page.objects.live().filter(translation_key__in=above, locale__language_code=language)
    nearest = found.order_by("-depth").first()
    return Link(nearest.title, nearest.get_url(request) or "") if nearest else None


def other_languages() -> list[tuple[str, str]]:
    """(code, own name) of the languages that are not being read now."""
    return [(code, name) for code, name in settings.LANGUAGES if code != get_language()]
