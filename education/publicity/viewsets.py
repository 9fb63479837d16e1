"""Key days in the staff pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from education.publicity.models import KeyDay


class KeyDayViewSet(SnippetViewSet):
    model = KeyDay
    icon = "calendar-alt"
    menu_label = _("Key days")
    menu_order = 230
    add_to_admin_menu = True
    list_display = ["name_zh", "name_en", "rule", "confirmed_on"]
    list_filter = ["rule"]
    search_fields = ["name_zh", "name_en", "code"]
    copy_view_enabled = False
    inspect_view_enabled = False
