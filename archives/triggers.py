"""What the database refuses about students, records, look-ups and the catalogue: docs/rules-enforced.md, sentence by
sentence. The product itself never runs into it; whoever has the database's password does.
"""

from __future__ import annotations

from campus import triggers
from campus.triggers import Guard, changed, frozen, never_deleted, triggers_of

GROUP = "archives"

RECORD_STAYS = "A record is never deleted: it ends, or it is withdrawn with a reason."
RECORD_IS_THE_SAME = "A record keeps its number, student, kind, polarity, batch and who entered it."
WITHDRAWN_STAYS = "A withdrawn record stays as it is."
CONFIRMED_STAYS = "A record that a second person confirmed stays confirmed by this person."
SHOWN_NO_LONGER = "A record is not shown for longer than before unless its days, sanction or severity were corrected."
STATEMENT_STAYS = "The statement of the student stays with the record."
DISPUTE_STAYS = "A dispute and its answer are never rewritten; a new dispute keeps those before it."
POLARITY_OF_TYPE = "The polarity of a record is that of its kind."
TYPE_OF_THE_DAY = "A record is of the version of its kind that was in force on the day of the conduct."
NOT_A_MINOR = "No record about a person under 18 on the day the record is made."
NOT_OF_THE_FUTURE = "The days of a record are not later than the day on which it is entered."
DAYS_HAVE_COME = "The days of a record are not corrected to a day to come."
DECISION_ONCE = "This decision is already recorded for this student."
LOOK_UP_STAYS = "A look-up stays as it was written."
RULE_STAYS = "A version of a rule is never changed or deleted; a change is a new version."
TYPE_STAYS = "A kind of record that records use is never changed or deleted; a change is a new version."
BASIS_STAYS = "A legal basis that something stands on is never changed or deleted."
EXPORT_STAYS = "An export stays on record."
CODE_STAYS = "An activation code keeps its student, its hash, its end and its use."

SAME_DECISION = (
    "NEW.polarity = 'adverse' AND NEW.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM archives_record AS old "
    "WHERE old.student_id = NEW.student_id AND old.decision_number = NEW.decision_number "
    "AND old.polarity = 'adverse' AND old.withdrawn_at IS NULL AND NOT (old.decision_number = '') "  # as its index
    "AND old.id <> NEW.id)"
)

NEW_RECORD = [
    Guard("archives_record", "INSERT", POLARITY_OF_TYPE, "EXISTS (SELECT 1 FROM archives_recordtype AS kind "
          "WHERE kind.id = NEW.record_type_id AND kind.polarity <> NEW.polarity)"),
    Guard("archives_record", "INSERT", TYPE_OF_THE_DAY, "EXISTS (SELECT 1 FROM archives_recordtype AS kind "
          "WHERE kind.id = NEW.record_type_id AND kind.effective_from > NEW.conduct_on)"),
    Guard("archives_record", "INSERT", TYPE_OF_THE_DAY, "EXISTS (SELECT 1 FROM archives_recordtype AS kind "
          "JOIN archives_recordtype AS newer ON newer.code = kind.code AND newer.effective_from > kind.effective_from "
          "WHERE kind.id = NEW.record_type_id AND newer.effective_from <= NEW.conduct_on)"),
    Guard("archives_record", "INSERT", NOT_A_MINOR, "EXISTS (SELECT 1 FROM archives_student AS student "
          "WHERE student.id = NEW.student_id AND student.adult_on > SCHOOL_DAY(NEW.entered_at))"),
    Guard("archives_record", "INSERT", NOT_OF_THE_FUTURE, "NEW.conduct_on > SCHOOL_DAY(NEW.entered_at) "
          "OR NEW.polarity = 'adverse' AND NEW.served_on > SCHOOL_DAY(NEW.entered_at)"),
    # Without it INSERT OR REPLACE and UPDATE OR REPLACE would push the other record out.
    Guard("archives_record", "INSERT", DECISION_ONCE, SAME_DECISION, engine="sqlite"),
    Guard("archives_record", "UPDATE", DECISION_ONCE, SAME_DECISION, engine="sqlite"),
]  # fmt: skip

CHANGED_RECORD = [
    Guard("archives_record", "UPDATE", RECORD_IS_THE_SAME, changed(
        "id", "number", "student_id", "record_type_id", "polarity", "batch_number", "entered_at", "entered_by_id")),
    Guard("archives_record", "UPDATE", WITHDRAWN_STAYS, "OLD.withdrawn_at IS NOT NULL"),
    Guard("archives_record", "UPDATE", DAYS_HAVE_COME, changed("conduct_on", "served_on")
          + " AND (NEW.conduct_on > SCHOOL_DAY(CURRENT_TIMESTAMP) "
          "OR NEW.polarity = 'adverse' AND NEW.served_on > SCHOOL_DAY(CURRENT_TIMESTAMP))"),
    Guard("archives_record", "UPDATE", CONFIRMED_STAYS,
          "OLD.confirmed_at IS NOT NULL AND " + changed("confirmed_at", "confirmed_by_id")),
    Guard("archives_record", "UPDATE", SHOWN_NO_LONGER, "NEW.display_until > OLD.display_until AND NOT "
          + changed("conduct_on", "served_on", "sanction", "severity")),
    Guard("archives_record", "UPDATE", STATEMENT_STAYS, "OLD.statement <> '' AND NEW.statement = ''"),
    Guard("archives_record", "UPDATE", DISPUTE_STAYS, "OLD.disputed_at IS NOT NULL AND "
          f"NOT {changed('earlier_disputes')} AND ({changed('disputed_at', 'disputed_by_id', 'dispute_reason')} "
          f"OR OLD.settled_at IS NOT NULL AND {changed('settled_at', 'settled_by_id', 'settled_answer')})"),
    Guard("archives_record", "UPDATE", DISPUTE_STAYS, f"{changed('earlier_disputes')} AND (OLD.settled_at IS NULL "
          "OR HOW_MANY(NEW.earlier_disputes) <> HOW_MANY(OLD.earlier_disputes) + 1)"),
]  # fmt: skip

RECORDED_AS_A_MINOR = ("EXISTS (SELECT 1 FROM archives_record AS record WHERE record.student_id = NEW.id "
                       "AND NEW.adult_on > SCHOOL_DAY(record.entered_at))")
USED_BY_A_RECORD = "EXISTS (SELECT 1 FROM archives_record AS record WHERE record.record_type_id = OLD.id)"
STOOD_ON = ("EXISTS (SELECT 1 FROM archives_recordtype AS kind WHERE kind.legal_basis_id = OLD.id) "
            "OR EXISTS (SELECT 1 FROM archives_purpose AS purpose WHERE purpose.legal_basis_id = OLD.id)")

GUARDS: list[Guard] = [
    *never_deleted("archives_record", RECORD_STAYS, unique=("number",)),
    *NEW_RECORD,
    *CHANGED_RECORD,
    Guard("archives_student", "UPDATE", NOT_A_MINOR, f"{changed('adult_on')} AND {RECORDED_AS_A_MINOR}"),
    *frozen("archives_lookup", LOOK_UP_STAYS),
    *frozen("archives_ruleversion", RULE_STAYS, unique=("key effective_from",)),
    *(guard if guard.when else guard._replace(when=USED_BY_A_RECORD)
      for guard in frozen("archives_recordtype", TYPE_STAYS, unique=("code effective_from",))),
    *(guard if guard.when else guard._replace(when=STOOD_ON)
      for guard in frozen("archives_legalbasis", BASIS_STAYS, unique=("code",))),
    *never_deleted("archives_export", EXPORT_STAYS, unique=("number",)),
    Guard("archives_activationcode", "UPDATE", CODE_STAYS, changed(
        "id", "student_id", "code_hash", "issued_at", "issued_by_id") + " OR NEW.expires_at > OLD.expires_at "
        "OR OLD.used_at IS NOT NULL AND " + changed("used_at")
        + " OR OLD.replaced_at IS NOT NULL AND " + changed("replaced_at")),
]  # fmt: skip

triggers.register(GROUP, triggers_of(GUARDS))
