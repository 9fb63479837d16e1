"""What the database refuses about roles: who was granted what, by whom and when, stays on record."""

from __future__ import annotations

from campus import triggers
from campus.triggers import Guard, changed, never_deleted, triggers_of

GROUP = "accounts"
STAYS = "A role that was granted stays on record as it was; it can only end, once."
GRANTED_BY_ANOTHER = "Nobody grants a role to themselves."

GUARDS: list[Guard] = [
    Guard("campus_roleassignment", "UPDATE", STAYS, "OLD.ended_at IS NOT NULL OR " + changed(
        "id", "user_id", "role", "unit_id", "granted_at", "granted_by_id")),
    *never_deleted("campus_roleassignment", STAYS),
    # Setting up a school is the exception: somebody has to be the first.
    Guard("campus_roleassignment", "INSERT", GRANTED_BY_ANOTHER, "NEW.user_id = NEW.granted_by_id AND "
          "EXISTS (SELECT 1 FROM campus_roleassignment AS other WHERE other.id <> NEW.id)"),
]  # fmt: skip

triggers.register(GROUP, triggers_of(GUARDS))
