from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampusConfig(AppConfig):
    name = "campus"
    label = "campus"
    verbose_name = _("Campus")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import campus.accounts.triggers
        import campus.audit.checks
        import campus.audit.triggers
        import campus.checks
        import campus.encryption.checks  # noqa: F401
