"""How `{{ form }}` looks outside the Wagtail admin: the templates in templates/components."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Labels, help and errors tied to their controls; widgets come from Django and the installed apps."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
