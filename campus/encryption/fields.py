"""A text field that is encrypted in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from campus.encryption.values import decrypt, encrypt

if TYPE_CHECKING:
    BinaryTextField = models.Field[str | None, str]
else:
    BinaryTextField = models.Field


class EncryptedTextField(BinaryTextField):
    """Text in Python, bytes at rest. `context` names the place ("registry.Student.identity_number").

    Cannot be searched or compared: keep a `blind_index` beside it. Renaming the model needs no change of
    context; changing the context makes the stored values unreadable.
    """

    def __init__(self, *args: Any, context: str, **kwargs: Any) -> None:
        self.context = context
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), {**kwargs, "context": self.context}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, str):
            raise TypeError(f"{self.context} holds text, not {type(value).__name__}.")
        return connection.Database.Binary(encrypt(value, self.context))  # type: ignore[attr-defined]

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        return None if value is None else decrypt(bytes(value), self.context)

    def to_python(self, value: Any) -> Any:
        return value if value is None else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        raise NotImplementedError(
            _("%(context)s is encrypted and is not written to data dumps. Back up the database instead.")
            % {"context": self.context}
        )

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            _("%(context)s is encrypted and cannot be searched with “%(lookup)s”. Search its blind index.")
            % {"context": self.context, "lookup": lookup_name}
        )

    def get_transform(self, lookup_name: str) -> None:
        return None
