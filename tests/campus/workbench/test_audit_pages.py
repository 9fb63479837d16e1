"""The audit log in the browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from campus.audit.actions import record_event
from campus.audit.models import AuditEvent
from campus.audit.sealing import seal
from campus.jobs.models import Job
from tests.factories import NOW, college, other_college, user_with

pytestmark = pytest.mark.django_db


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(user_with(role))
    return client


def event(action: str = "records.enter_record", days_ago: int = 0, **values: object) -> None:
    record_event(action=action, by=values.pop("by", None), at=NOW - timedelta(days=days_ago), **values)


def rows(html: str) -> int:
    return len(re.findall(r'<a href="/staff/audit/\d+/"', html))


def test_list_shows_the_newest_first_with_their_place_in_the_chain():
    event("records.enter_record")
    event("records.withdraw_record")
    seal(NOW)
    event("imports.apply_batch")
    html = signed_in("auditor").get("/staff/audit/").content.decode()
    assert (
        html.index("imports.apply_batch")
        < html.index("records.withdraw_record")
        < html.index("records.enter_record")
    )
    assert "尚未封存" in html


@pytest.mark.parametrize(("query", "found"), [
    ("action=records", 2), ("action=records.withdraw_record", 1), ("student=0b9f", 1), ("actor=zhao", 1),
    ("since=2026-11-23", 2), ("until=2026-11-20", 2), ("action=nothing.at_all", 0),
])  # fmt: skip
def test_list_finds_by_actor_action_student_and_day(query: str, found: int):
    zhao = user_with("registrar", username="zhao")
    event("records.enter_record", days_ago=5, student="0b9f")
    event("registry.see_student", days_ago=4, student="0b9f")
    event("records.withdraw_record", by=zhao)
    event("imports.apply_batch")
    client = signed_in("auditor")
    assert rows(client.get(f"/staff/audit/?{query}").content.decode()) == found


def test_event_shows_its_details_and_hashes():
    event("imports.apply_batch", details={"rows": 99963})
    seal(NOW)
    from campus.audit.models import AuditEntry

    newest = AuditEvent.objects.get(action="imports.apply_batch")
    html = signed_in("auditor").get(f"/staff/audit/{newest.pk}/").content.decode()
    assert "99963" in html
    assert AuditEntry.objects.get(event_id=newest.pk).hash in html


def test_an_act_on_a_record_is_shown_without_its_student_and_not_found_by_one():
    event("records.confirm_record", student="0b9f-eigen")
    event("registry.see_student", student="0b9f-eigen")
    client = signed_in("auditor")
    act = AuditEvent.objects.get(action="records.confirm_record")
    assert "0b9f-eigen" not in client.get(f"/staff/audit/{act.pk}/").content.decode()
    assert client.get("/staff/audit/").content.decode().count("0b9f-eigen") == 1
    found = client.get("/staff/audit/?student=0b9f-eigen").content.decode()
    assert "registry.see_student" in found
    assert "records.confirm_record" not in found


def test_details_that_tell_of_a_record_are_withheld_also_of_old_events():
    told = {"type": "EXAM-CHEAT", "case_number": "示大学字〔2026〕9号", "records": ["R2026-000001"],
            "record": "R2026-000001", "disputed": [], "role": "aid_officer"}
    event("consultation.look_up_archive", student="0b9f", details=told)
    newest = AuditEvent.objects.get(action="consultation.look_up_archive")
    html = signed_in("auditor").get(f"/staff/audit/{newest.pk}/").content.decode()
    assert "aid_officer" in html
    for secret in ("EXAM-CHEAT", "示大学字", "R2026-000001"):
        assert secret not in html


def test_nobody_without_the_permission_reads_the_log():
    event()
    for role in ("registrar", "teacher", "administrator"):
        assert signed_in(role).get("/staff/audit/").status_code == 403


def test_an_auditor_of_one_college_reads_the_events_of_its_units_only():
    college(), other_college()
    for unit, student in (("01", "eigen"), ("02", "andere"), ("", "niemand")):
        event("registry.see_student", unit=unit, student=student)
    client = Client()
    client.force_login(user_with("auditor", college()))
    html = client.get("/staff/audit/").content.decode()
    assert "eigen" in html
    assert "andere" not in html
    assert "niemand" not in html
    assert [client.get(f"/staff/audit/{pk}/").status_code
            for pk in AuditEvent.objects.order_by("pk").values_list("pk", flat=True)] == [200, 404, 404]


def test_verify_asks_a_worker_once():
    client = signed_in("auditor")
    assert client.post("/staff/audit/verify/").status_code == 302
    client.post("/staff/audit/verify/")
    assert Job.objects.filter(kind="audit.verify").count() == 1


def test_verify_is_not_started_by_following_a_link():
    assert signed_in("auditor").get("/staff/audit/verify/").status_code == 405


def test_the_first_page_tells_readers_of_the_whole_log_which_limits_struck_this_week():
    for days_ago in (0, 6, 8):
        event("limits.struck", days_ago)
    html = signed_in("privacy_officer").get("/staff/").content.decode()
    assert 'href="/staff/audit/?action=limits.struck"' in html
    assert re.search(r"近七天触发的次数限制.{0,400}?2", html, re.DOTALL)
    of_a_college = Client()
    of_a_college.force_login(user_with("privacy_officer", college()))
    assert "limits.struck" not in of_a_college.get("/staff/").content.decode()
