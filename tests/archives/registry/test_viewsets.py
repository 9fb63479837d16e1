import pytest
from django.urls import reverse

from archives.registry.models import ActivationCode, Student
from campus.audit.models import AuditEvent
from tests.factories import StudentFactory, college, other_college, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar(client):
    person = user_with("registrar", college())
    client.force_login(person)
    return person


def address(name, student=None):
    return reverse(f"registry:{name}", args=[student.public_id] if student else [])


def test_list_shows_ones_own_college_and_nothing_of_another(client, registrar):
    StudentFactory(number="2024000001", unit=college())
    StudentFactory(number="2024999999", unit=other_college())
    page = client.get(address("list")).content.decode()
    assert "2024000001" in page
    assert "2024999999" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_a_constant_number_of_queries(client, registrar, rows, django_assert_max_num_queries):
    StudentFactory.create_batch(rows)
    client.get(address("list"))
    with django_assert_max_num_queries(16):
        client.get(address("list"))


def test_list_finds_by_the_beginning_of_the_number_or_the_whole_name_only(client, registrar):
    StudentFactory(number="2024000001", name="欧阳若曦")
    for search, found in (("20240", True), ("欧阳若曦", True), ("欧阳", False), ("0001", False)):
        page = client.get(address("list"), {"search": search}).content.decode()
        assert ("2024000001" in page) is found


def test_list_by_unit_includes_the_classes_below(client, registrar):
    below = college().add_child(kind="class", code="0101", name_zh="一班")
    StudentFactory(number="2024000001", unit=below)
    page = client.get(address("list"), {"unit": college().pk}).content.decode()
    assert "2024000001" in page


@pytest.mark.parametrize("name", ["student", "change", "issue_code"])
def test_a_student_of_another_college_does_not_exist_here(client, registrar, name):
    student = StudentFactory(unit=other_college())
    assert client.get(address(name, student)).status_code == 404


def test_student_masks_the_identity_number_and_leaves_a_trace(client, registrar):
    student = StudentFactory(identity_number="11010519491231002X", identity_index="a" * 32)
    page = client.get(address("student", student)).content.decode()
    assert "••••••••••••••••2X" in page
    assert "11010519491231002X" not in page
    event = AuditEvent.objects.get(action="registry.see_student")
    assert (event.actor_name, event.student) == (registrar.username, str(student.public_id))


def test_issue_code_shows_the_code_once(client, registrar):
    student = StudentFactory()
    page = client.post(address("issue_code", student))
    code = page.context["code"].replace("-", "")
    assert page.context["code"] in page.content.decode()
    assert len(code) == 10
    assert ActivationCode.objects.filter(student=student, used_at=None).count() == 1
    assert "no-store" in page.headers["Cache-Control"]


def test_change_saves_and_comes_back_to_the_student(client, registrar):
    student = StudentFactory(major="会计学")
    answer = client.post(address("change", student), {"name": "陈佳宁", "unit": college().pk, "major": "金融学",
                                                     "status": "enrolled"})
    assert (answer.status_code, answer.url) == (302, address("student", student))
    assert Student.objects.get().major == "金融学"


def test_change_that_came_second_says_so_and_keeps_what_was_typed(client, registrar, monkeypatch):
    from archives.registry import viewsets
    from campus.refusals import Conflict

    def too_late(**_values):
        raise Conflict("Somebody was faster")

    monkeypatch.setattr(viewsets.actions, "change_student", too_late)
    student = StudentFactory()
    answer = client.post(address("change", student), {"name": "陈佳宁", "unit": college().pk, "major": "哲学",
                                                     "status": "enrolled"})
    assert answer.status_code == 409
    assert "Somebody was faster" in answer.content.decode()
    assert 'value="哲学"' in answer.content.decode()


def test_change_offers_only_units_the_registrar_covers(client, registrar):
    student, elsewhere = StudentFactory(), other_college()
    form = client.get(address("change", student)).context["form"]
    assert elsewhere not in form.fields["unit"].queryset
    answer = client.post(address("change", student), {"name": "陈佳宁", "unit": elsewhere.pk, "status": "enrolled"})
    assert answer.status_code == 422


@pytest.mark.parametrize("role", ["teacher", "reviewer"])
def test_who_may_not_see_students_is_told_what_is_missing(client, role):
    client.force_login(user_with(role))
    assert client.get(address("list")).status_code == 403
