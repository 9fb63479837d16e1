"""What archives adds to the Wagtail admin: its staff pages and their places in the menu."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from archives.consultation.waiting import waiting_records
from archives.exports.waiting import waiting_lists
from archives.imports.waiting import waiting_batches
from campus.workbench import menu, panels


@hooks.register("register_admin_urls")
def staff_pages() -> list[URLPattern | URLResolver]:
    return [
        path("imports/", include("archives.imports.staff_urls")),
        path("", include("archives.exports.staff_urls")),  # before the numbers of records
        path("", include("archives.imports.provenance_urls")),
        path("students/", include("archives.registry.staff_urls")),
        path("records/", include("archives.consultation.record_urls")),
        path("consultation/", include("archives.consultation.staff_urls")),
        path("catalogue/", include("archives.catalogue.staff_urls")),
    ]


for item in (
    menu.WorkItem(menu.IMPORTS, _("Imports"), "mx-up", "imports:list", "imports.view"),
    menu.WorkItem(menu.STUDENTS, _("Students"), "mx-users", "registry:list", "students.view"),
    menu.WorkItem(menu.RECORDS, _("Records"), "mx-scale", "records:list", "records.view"),
    menu.WorkItem(
        menu.LOOK_UP,
        _("Look up an archive"),
        "mx-eye",
        "consultation:look_up",
        "archive.look_up",
        key="consultation-look-up-an-archive",
    ),
    menu.WorkItem(menu.LOOK_UPS_LOG, _("Look-ups"), "mx-list", "consultation:look_ups", "lookups.review"),
    menu.WorkItem(menu.CATALOGUE, _("Catalogue"), "mx-book", "catalogue:list", "catalogue.view"),
):
    menu.register(item)

panels.register("imports.view", 200, waiting_batches)
panels.register("records.enter", 300, waiting_records)
panels.register("exports.release", 310, waiting_lists)
