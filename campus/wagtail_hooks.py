"""What campus adds to the Wagtail admin: the theme, the menu, the first page, its own staff pages."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks

from campus.workbench import menu, panels
from campus.workbench.account import password_item, second_factor_item, sessions_item
from campus.workbench.audit_pages import audit_panel
from campus.workbench.home import leave_out_summary, put_my_day
from campus.workbench.jobs_pages import queue_panel
from campus.workbench.language import LanguageMenuItem
from campus.workbench.page_rights import offered_as_links

STYLES = ("campus/tokens.css", "campus/parts.css", "campus/staff.css")


@hooks.register("insert_global_admin_css")
def theme() -> SafeString:
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in STYLES))


@hooks.register("insert_editor_js")
def names_of_fields() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("campus/editor.js"))


@hooks.register("register_icons")
def icons(names: list[str]) -> list[str]:
    # One template draws them all, from the list that the public site uses: they are called mx-<name> here.
    return [*names, "campus/workbench/icons.svg"]


@hooks.register("register_admin_urls")
def staff_pages() -> list[URLPattern | URLResolver]:
    return [
        path("", include("campus.workbench.staff_urls")),
        path("people/", include("campus.accounts.staff_urls")),
    ]


hooks.register("construct_main_menu", menu.arrange_main_menu)
hooks.register("construct_page_chooser_queryset", offered_as_links)
hooks.register("construct_homepage_panels", put_my_day)
hooks.register("construct_homepage_summary_items", leave_out_summary)
hooks.register("register_account_menu_item", password_item)
hooks.register("register_account_menu_item", second_factor_item)
hooks.register("register_account_menu_item", sessions_item)

for item in (menu.HOME, menu.AUDIT_LOG, menu.JOBS_LIST, menu.PEOPLE_LIST, menu.SCHOOL_PAGE):
    menu.register(item)
hooks.register("register_admin_menu_item", LanguageMenuItem)

panels.register("jobs.view", 900, queue_panel)
panels.register("audit.view", 910, audit_panel)
