"""Tags of the templates: icons, the language switch, links between languages."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_from_path

from campus.icons import ICONS
from campus.site_context import other_languages, same_page

register = template.Library()
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})")

# The names that the switch shows, in the language that it leads to.
_SWITCH_NAMES = {"zh-hans": "中文", "en": "English"}
# Language tags as BCP 47 writes them; :lang() in the style sheet and screen readers go by them.
_LANGUAGE_TAGS = {"zh-hans": "zh-Hans", "en": "en"}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "check" %}`: a decoration beside words, hidden from screen readers."""
    return format_html(
        '<svg class="ico{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        f" {css}" if css else "",
        mark_safe(ICONS[name]),  # noqa: S308  our own drawings
    )


@register.simple_tag
def html_lang(language: str = "") -> str:
    """The reader's language (or the given one) for `lang=` and `hreflang=`."""
    code = language or get_language() or settings.LANGUAGE_CODE
    return _LANGUAGE_TAGS.get(code, code)


@register.simple_tag
def front_address() -> str:
    """The front page in the reader's language. Needs no database, so error pages can use it."""
    return f"/{get_language() or settings.LANGUAGE_CODE}/"


@register.inclusion_tag("components/language_switch.html", takes_context=True)
def language_switch(context: template.Context) -> dict[str, Any]:
    """The other language: a link to the same page, a button where addresses have none, else words."""
    request = context.get("request")
    if request is None:
        return {}
    code, _name = other_languages()[0]
    page = context.get("page") if hasattr(context.get("page"), "get_translations") else None
    there = same_page(request, page, code)
    has_language = bool(get_language_from_path(request.path_info))
    return {
        "request": request,
        "language": code,
        "tag": _LANGUAGE_TAGS[code],
        "label": _SWITCH_NAMES[code],
        "url": there.url,
        "front_url": there.front_url,
        "near": there.near,
        "by_cookie": not has_language,
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def alternates(context: template.Context) -> SafeString | str:
    """`<link rel="alternate" hreflang>` for each language of this page, and x-default for Chinese."""
    request = context.get("request")
    if request is None or not get_language_from_path(request.path_info):
        return ""
    page = context.get("page") if hasattr(context.get("page"), "get_translations") else None
    here = get_language() or settings.LANGUAGE_CODE
    urls = {here: request.path}
    for code, _name in other_languages():
        if there := same_page(request, page, code).url:
            urls[code] = there.split("?")[0]
    default = urls.get(settings.LANGUAGE_CODE, request.path)
    rows = [(_LANGUAGE_TAGS[code], request.build_absolute_uri(url)) for code, url in sorted(urls.items())]
    rows.append(("x-default", request.build_absolute_uri(default)))
    return format_html_join("\n", '<link rel="alternate" hreflang="{}" href="{}">', rows)


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, number: int, parameter: str = "p") -> str:
    """The address of this list at another page, with its filters kept."""
    query = context["request"].GET.copy()
    query[parameter] = str(number)
    return "?" + query.urlencode()


@register.filter
def whole_days(text: Any) -> SafeString:
    """A sentence whose days (2026-11-23) are never broken at the end of a line."""
    marks = ("{}", '<span class="nowrap">{}</span>')
    parts = enumerate(_DAY.split(str(text)))  # every other one is a day
    return format_html_join("", "{}", ((format_html(marks[place % 2], part),) for place, part in parts))


@register.filter
def elided(page: Any) -> list[int | str]:
    """The page numbers to show for a paginator's page, with … where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))



@register.simple_tag
def without_placeholders(form: Any) -> SafeString:
    """The form, without the grey words that repeat each label inside its field and vanish when one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form.render()


@register.simple_tag
def field(bound: BoundField, label: str | None = None, help: str | None = None) -> SafeString:
    """One field with other words than its form has: `{% field form.login label=words help="" %}`."""
    bound.field.widget.attrs.pop("placeholder", None)
    if label is not None:
        bound.label = label
    if help is not None:
        bound.help_text = help
    return bound.as_field_group()
