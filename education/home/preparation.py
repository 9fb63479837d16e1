"""Makes a site ready for its first editor: languages, front pages, courses, calendar, review, rights."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from campus.audit.actions import record_event
from education.courses.models import CourseIndexPage, PeerReviewTask
from education.courses.rights import share_all_courses
from education.home import starting_texts
from education.home.models import HomePage
from education.publicity.models import KeyDay, KeyDaysPage
from education.publicity.starting_days import STARTING_DAYS

SOURCE_LANGUAGE, TRANSLATION = "zh-hans", "en"
WORKFLOW_NAME = "课程审核 Course review"
TASK_NAME = "他人审核 Review by another person"

# What each role may do with pages. Nobody publishes below the list of courses except through the review;
# `publish` there lets reviewers take down, unschedule and reorder.
ON_COURSES = {"teacher": ["add", "change"], "reviewer": ["add", "change", "publish"]}
ON_SITE = {"administrator": ["add", "change", "publish", "lock", "unlock"]}
ON_FILES = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]
ON_KEY_DAYS = {"reviewer": ["view", "add", "change"], "administrator": ["view", "add", "change", "delete"]}


def prepare_site(*, by: Any, at: datetime) -> list[str]:
    """Create what is missing and leave alone what exists; names of what was made, for the command to print.

    `by` is recorded in the audit log and may be None for the system. Safe to run again after an upgrade.
    """
    with transaction.atomic():
        made: list[str] = []
        locales = [_locale(code, made) for code in (SOURCE_LANGUAGE, TRANSLATION)]
        homes = _front_pages(locales, made)
        indexes = [_child(home, CourseIndexPage, "courses", starting_texts.COURSES, made) for home in homes]
        for home in homes:
            _child(home, KeyDaysPage, "key-days", starting_texts.KEY_DAYS, made)
        _key_days(made)
        groups = {
            name: Group.objects.get_or_create(name=name)[0]
            for name in ("teacher", "reviewer", "administrator")
        }
        _review(groups["reviewer"], indexes, made)
        _permissions(groups, homes, indexes)
        share_all_courses()
        if made:
            record_event(action="home.prepare_site", by=by, at=at, details={"made": made})
    return made


def _locale(code: str, made: list[str]) -> Locale:
    locale, new = Locale.objects.get_or_create(language_code=code)
    if new:
        made.append(f"locale:{code}")
    return locale


def _front_pages(locales: list[Locale], made: list[str]) -> list[HomePage]:
    source, translation = locales
    root = Page.get_first_root_node()
    home = HomePage.objects.filter(locale=source, depth=2).first()
    if home is None:
        home = HomePage(slug="mingxin", locale=source)
        _write(home, starting_texts.HOME[SOURCE_LANGUAGE])
        root.add_child(instance=home)
        home.save_revision().publish()
        made.append(f"home:{SOURCE_LANGUAGE}")
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    if site.pk is None or not HomePage.objects.filter(pk=site.root_page_id).exists():
        welcome = site.root_page if site.root_page_id else None
        site.root_page = home
        site.save()
        # Wagtail's own "Welcome" page of a fresh installation.
        if welcome and welcome.depth == 2 and welcome.numchild == 0:
            Page.objects.get(pk=welcome.pk).delete()
    other = home.get_translation_or_none(translation)
    if other is None:
        other = home.copy_for_translation(translation).specific
        _write(other, starting_texts.HOME[TRANSLATION])
        other.slug = "mingxin-en"
        other.save_revision().publish()
        made.append(f"home:{TRANSLATION}")
    # Reread: the tree has moved under both.
    return [HomePage.objects.get(pk=home.pk), HomePage.objects.get(pk=other.pk)]


def _write(home: HomePage, texts: dict[str, Any]) -> None:
    for name in ("title", "headline", "lede", "search_description", "rights_lede"):
        setattr(home, name, texts[name])
    home.draft_title = texts["title"]
    home.parts = [("card", value) for value in texts["parts"]]
    home.rights = [("right", value) for value in texts["rights"]]


def _child(
    home: HomePage, model: type[Page], slug: str, texts: dict[str, dict[str, str]], made: list[str]
) -> Page:
    code = home.locale.language_code
    found = model.objects.child_of(home).first()
    if found is not None:
        return found
    source = model.objects.filter(locale__language_code=SOURCE_LANGUAGE).first()
    if code == SOURCE_LANGUAGE:
        page = home.add_child(
            instance=model(slug=slug, locale=home.locale, show_in_menus=True, **texts[code])
        )
    else:
        page = source.copy_for_translation(home.locale).specific
        for name, value in texts[code].items():
            setattr(page, name, value)
    page.save_revision().publish()
    made.append(f"{slug}:{code}")
    return model.objects.get(pk=page.pk)


def _key_days(made: list[str]) -> None:
    """Only into an empty calendar: what an editor removed does not come back."""
    if KeyDay.objects.exists():
        return
    for values in STARTING_DAYS:
        day = KeyDay(**values)
        day.full_clean()
        day.save()
        made.append(f"key_day:{day.code}")


def _review(reviewers: Group, indexes: list[Page], made: list[str]) -> None:
    workflow, new = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    task = PeerReviewTask.objects.filter(name=TASK_NAME).first() or PeerReviewTask.objects.create(
        name=TASK_NAME
    )
    task.groups.add(reviewers)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    for index in indexes:
        WorkflowPage.objects.get_or_create(page=index.page_ptr, defaults={"workflow": workflow})
    if new:
        # Wagtail's own example workflow lets any moderator approve their own page.
        WorkflowPage.objects.filter(page__depth=1).delete()
        made.append("workflow")


def _permissions(groups: dict[str, Group], homes: list[HomePage], indexes: list[Page]) -> None:
    for names, pages in ((ON_COURSES, indexes), (ON_SITE, homes)):
        for name, verbs in names.items():
            for verb in verbs:
                permission = _permission("wagtailcore", f"{verb}_page")
                for page in pages:
                    GroupPagePermission.objects.get_or_create(
                        group=groups[name], page=page.page_ptr, permission=permission
                    )
    root = Collection.get_first_root_node()
    apps = {"image": "wagtailimages", "document": "wagtaildocs"}
    for group in groups.values():
        for codename in ON_FILES:
            permission = _permission(apps[codename.split("_")[1]], codename)
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )
        group.permissions.add(
            _permission("wagtailadmin", "access_admin"), _permission("wagtail_localize", "submit_translation")
        )
    for name, verbs in ON_KEY_DAYS.items():
        groups[name].permissions.add(*[_permission("education", f"{verb}_keyday") for verb in verbs])


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)
