from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    name = "archives"
    label = "archives"
    verbose_name = _("Honesty archives")
    default_auto_field = "django.db.models.BigAutoField"

    # What can be imported, in the order of the upload page; see archives/imports/kinds.
    import_kinds = (
        "archives.imports.kinds.units",
        "archives.imports.kinds.students",
        "archives.imports.kinds.records",
        "archives.imports.kinds.volunteering",
    )

    def ready(self) -> None:
        import archives.triggers  # noqa: F401  their names are known from here on
        from archives.imports.kinds import load_kinds

        load_kinds()
