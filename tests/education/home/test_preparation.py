from django.core.management import call_command
from wagtail.models import GroupPagePermission, Locale, Page, Site, WorkflowPage

from campus.audit.models import AuditEvent
from education.courses.models import CourseIndexPage, PeerReviewTask
from education.home.models import HomePage
from education.home.preparation import prepare_site
from education.publicity.models import KeyDay
from tests.factories import NOW, UserFactory


def test_a_prepared_site_has_both_languages_and_a_front_page_for_each(home):
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"zh-hans", "en"}
    english = home.get_translation(Locale.objects.get(language_code="en"))
    assert (home.headline, english.headline) == (
        "守信有记录，失信有出路",
        "Honesty can be learned, and mended",
    )
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_preparing_twice_makes_nothing_twice(home):
    before = [
        Page.objects.count(),
        KeyDay.objects.count(),
        GroupPagePermission.objects.count(),
        PeerReviewTask.objects.count(),
        AuditEvent.objects.count(),
    ]
    assert prepare_site(by=None, at=NOW) == []
    assert before == [
        Page.objects.count(),
        KeyDay.objects.count(),
        GroupPagePermission.objects.count(),
        PeerReviewTask.objects.count(),
        AuditEvent.objects.count(),
    ]


def test_preparing_again_keeps_what_editors_changed(home):
    HomePage.objects.filter(pk=home.pk).update(headline="我们的标题")
    KeyDay.objects.exclude(code="labour-day").delete()
    assert prepare_site(by=None, at=NOW) == []
    assert HomePage.objects.get(pk=home.pk).headline == "我们的标题"
    assert KeyDay.objects.count() == 1


def test_preparing_is_in_the_audit_log(db):
    person = UserFactory()
    prepare_site(by=person, at=NOW)
    event = AuditEvent.objects.get(action="home.prepare_site")
    assert (event.actor_id, event.occurred_at) == (str(person.pk), NOW)


def test_the_review_holds_for_both_languages_and_no_other_workflow_is_left(home):
    bound = WorkflowPage.objects.all()
    assert {page.page_id for page in bound} == set(CourseIndexPage.objects.values_list("pk", flat=True))
    assert {page.workflow.name for page in bound} == {"课程审核 Course review"}
    assert [group.name for group in PeerReviewTask.objects.get().groups.all()] == ["reviewer"]


def test_the_command_says_what_it_made_and_then_that_nothing_was_missing(db, capsys):
    call_command("prepare_education")
    assert "home:zh-hans" in capsys.readouterr().out
    call_command("prepare_education")
    assert "Nothing was missing." in capsys.readouterr().out
