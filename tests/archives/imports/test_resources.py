"""The declared columns of what a batch wrote."""

from __future__ import annotations

import pytest

from archives.imports.resources import RecordResource, StudentResource

SECRET = {"identity_number", "identity_index", "birth_date", "statement", "dispute_reason"}


@pytest.mark.parametrize("resource", [StudentResource, RecordResource])
def test_columns_are_plain_paths_of_the_model_and_hold_no_secret(resource) -> None:
    """They are read as plain values: a computed column would come out empty."""
    fields = resource().get_export_fields()
    assert all(field.attribute for field in fields)
    assert not any(name.startswith("dehydrate_") for name in dir(resource) if name != "dehydrate_id")
    assert not {field.attribute for field in fields} & SECRET
    assert [field.attribute.split("__")[0] for field in fields] == list(resource().get_export_order())
