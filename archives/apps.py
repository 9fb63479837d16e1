from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    name = "archives"
    label = "archives"
    verbose_name = _("Honesty archives")
    default_auto_field = "django.db.models.BigAutoField"
