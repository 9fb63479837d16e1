"""The staff page on which an administrator of the whole school says how the school is called and who answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campus.accounts.permissions import missing
from campus.organisation.models import SchoolSettings
from campus.organisation.school import CHANGEABLE, PERMISSION, change_school, may_change_school
from campus.workbench.views import ActionFormView


class SchoolForm(forms.Form):
    """What pages and papers say about the school: the fields of its row, each with the row's own limits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(forms.fields_for_model(SchoolSettings, CHANGEABLE))


class SchoolView(ActionFormView):
    """Change it; the change leaves an audit event and stands on the next page that anybody opens."""

    model = SchoolSettings
    permission_name = PERMISSION
    form_class = SchoolForm
    title = gettext_lazy("School")
    verb = gettext_lazy("Save")
    lede = gettext_lazy("The name and the office that answers, as they stand on every page and paper.")

    def get_object(self, queryset: Any = None) -> SchoolSettings:
        if not may_change_school(self.person):
            raise PermissionDenied(missing(PERMISSION))
        return SchoolSettings.load()

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in CHANGEABLE}

    def perform(self, form: forms.Form, at: datetime) -> str:
        change_school(by=self.person, at=at, **form.cleaned_data)
        return _("Saved. All pages show it from now on.")

    def get_success_url(self) -> str:
        return reverse("workbench:school")

    def get_cancel_url(self) -> str:
        return reverse("wagtailadmin_home")
