"""The menu of the staff pages, in the order of the work; each item only for who may use it.

A package adds itself in the `wagtail_hooks.py` of its app:

    from campus.workbench import menu
    menu.register(menu.WorkItem(menu.IMPORTS, _("Imports"), "mx-up", "imports:list", "imports.view"))

Icons are Wagtail's own or `mx-<name>` for the drawn ones of campus/icons.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from campus.accounts.permissions import Person, may, may_everywhere

# The order of the work, from what everybody does to what few do.
WORKBENCH, PAGES, IMAGES, DOCUMENTS, SNIPPETS = 10, 100, 110, 120, 130
IMPORTS, STUDENTS, RECORDS, LOOK_UP, CATALOGUE, LOOK_UPS_LOG = 200, 300, 400, 500, 600, 700
AUDIT, JOBS, PEOPLE = 800, 850, 900
REPORTS, SETTINGS = 9000, 10000


@dataclass(frozen=True)
class WorkItem:
    """A place in the menu: `url_name` is reversed when shown, `permission` is asked of `may`.

    `permission` may be a tuple of names: any one of them shows the item. Empty: everybody who is in. `key` replaces the
    item's name, made of `url_name`, where another's begins with it: Wagtail would mark both as the current one.
    """

    order: int
    label: str | Promise
    icon: str
    url_name: str
    permission: str | tuple[str, ...] = ""
    key: str = ""

    @property
    def name(self) -> str:
        return self.key or self.url_name.replace(":", "-").replace("_", "-")

    def is_for(self, user: Person) -> bool:
        names = (self.permission,) if isinstance(self.permission, str) else self.permission
        return not any(names) or any(may(user, name) for name in names)


class PermissionMenuItem(MenuItem):
    """Wagtail's menu item for a WorkItem."""

    def __init__(self, item: WorkItem) -> None:
        self.item = item
        super().__init__(item.label, url="", name=item.name, icon_name=item.icon, order=item.order)

    def is_shown(self, request: HttpRequest) -> bool:
        return self.item.is_for(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        # Reversed here, not when registered: addresses are not loaded yet then.
        return LinkMenuItem(self.name, self.label, reverse(self.item.url_name), icon_name=self.icon_name)


def register(item: WorkItem) -> None:
    """Put an item into the menu; call it from a `wagtail_hooks.py`."""
    hooks.register("register_admin_menu_item", lambda: PermissionMenuItem(item))


HOME = WorkItem(WORKBENCH, _("Workbench"), "mx-home", "wagtailadmin_home")
AUDIT_LOG = WorkItem(AUDIT, _("Audit log"), "mx-shield", "audit:list", "audit.view")
JOBS_LIST = WorkItem(JOBS, _("Background work"), "mx-clock", "jobs:list", "jobs.view")
PEOPLE_LIST = WorkItem(PEOPLE, _("People"), "mx-users", "accounts:people", "accounts.manage")
SCHOOL_PAGE = WorkItem(SETTINGS, _("School"), "home", "workbench:school", "school.change")

# Wagtail's own items that exist here: what they are called, where they stand.
_RENAMED: dict[str, tuple[str | Promise, str, int]] = {
    "explorer": (_("All pages"), "mx-doc", PAGES),
    "images": (_("Images"), "image", IMAGES),
    "documents": (_("Documents"), "mx-doc", DOCUMENTS),
    "snippets": (_("Building blocks"), "snippet", SNIPPETS),
    "reports": (_("Reports on pages"), "mx-list", REPORTS),
}


def arrange_main_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Of Wagtail's own items only those named above, in the order of the work, for who needs them.

    Items of ours ask for their permission themselves. What Wagtail adds one day is not offered until it is named here.
    """
    hidden: set[str] = set()
    if not may_see_reports(request.user):
        hidden.add("reports")
    if not may_see_pages(request.user):
        hidden |= {"explorer", "images", "documents", "snippets"}
    shown = _RENAMED.keys() - hidden
    items[:] = [item for item in items if item.name in shown or type(item).__module__.startswith("campus.")]
    for item in items:
        if item.name in _RENAMED:
            item.label, item.icon_name, item.order = _RENAMED[item.name]


def may_see_pages(user: Person) -> bool:
    """Does this person write, review or administer the site's pages?"""
    return any(may(user, name) for name in ("courses.write", "courses.review", "accounts.manage"))


def may_see_reports(user: Person) -> bool:
    """Reports are on all pages: for those who publish or administer for the whole school."""
    return any(may_everywhere(user, name) for name in ("courses.review", "accounts.manage"))
