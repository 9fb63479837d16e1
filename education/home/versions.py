"""The versions of a policy that readers could once see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from wagtail.models import PageLogEntry, Revision


@dataclass(frozen=True)
class Version:
    label: str
    effective_on: date
    revision: Revision


def earlier_versions(policy: Any) -> list[Version]:
    """The published versions before the current one, newest first; a label corrected later counts once."""
    published = PageLogEntry.objects.filter(
        page=policy.pk, action="wagtail.publish", revision__isnull=False
    ).values_list("revision_id", flat=True)
    versions: dict[str, Version] = {}
    for revision in Revision.objects.filter(pk__in=list(published)).order_by("pk"):
        content = revision.content
        label, since = content.get("version_label"), content.get("effective_on")
        if label and since and label != policy.version_label:
            versions[label] = Version(label, date.fromisoformat(since), revision)
    return sorted(versions.values(), key=lambda version: version.effective_on, reverse=True)


def version_called(policy: Any, label: str) -> Version | None:
    return next((version for version in earlier_versions(policy) if version.label == label), None)
