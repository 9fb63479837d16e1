"""Icons, the language switch, links between languages, pages of lists, fields with other words."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from wagtail.models import Page

from campus.icons import ICONS


def render(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    return Template("{% load look %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_a_decoration_in_the_colour_of_the_text(name: str) -> None:
    html = render(f'{{% icon "{name}" "k1" %}}')
    assert html.startswith('<svg class="ico k1" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><')
    assert "fill=" not in html
    assert "style" not in html


def test_an_icon_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        render('{% icon "unicorn" %}')


def test_language_tags_are_written_as_browsers_expect_them() -> None:
    assert render("{% html_lang %}") == "zh-Hans"
    with override("en"):
        assert render("{% html_lang %}") == "en"


def test_the_switch_leads_to_the_same_page_and_keeps_the_query(rf: RequestFactory) -> None:
    html = render("{% language_switch %}", rf.get("/zh-hans/courses/?p=2"))
    assert '<a class="lang" href="/en/courses/?p=2" lang="en" hreflang="en">' in html
    assert "English" in html


def test_the_switch_is_a_button_where_addresses_have_no_language(rf: RequestFactory) -> None:
    html = render("{% language_switch %}", rf.get("/accounts/login/?next=/en/"), csrf_token="x")
    assert '<form method="post"' in html
    assert 'name="language" value="en" lang="en"' in html
    assert 'name="next" value="/accounts/login/?next=/en/"' in html


class _UntranslatedPage:
    """Stands for a Wagtail page that exists in one language only."""

    def get_translations(self) -> _UntranslatedPage:
        return self

    def get_ancestors(self) -> Any:
        return Page.objects.none()

    def live(self) -> _UntranslatedPage:
        return self

    def filter(self, **conditions: str) -> _UntranslatedPage:
        return self

    def first(self) -> None:
        return None


def test_the_switch_says_in_the_other_language_that_there_is_no_translation(rf: RequestFactory) -> None:
    html = render("{% language_switch %}", rf.get("/zh-hans/courses/only/"), page=_UntranslatedPage())
    assert '<details class="menu" lang="en">' in html
    assert "This page does not exist in English yet." in html
    assert 'href="/en/"' in html
    with override("en"):
        html = render("{% language_switch %}", rf.get("/en/courses/only/"), page=_UntranslatedPage())
    assert "本页暂无中文版。" in html
    assert 'lang="zh-Hans"' in html


def test_pages_name_their_other_languages(rf: RequestFactory) -> None:
    html = render("{% alternates %}", rf.get("/zh-hans/courses/?p=2"))
    assert html.split("\n") == [
        '<link rel="alternate" hreflang="en" href="http://testserver/en/courses/">',
        '<link rel="alternate" hreflang="zh-Hans" href="http://testserver/zh-hans/courses/">',
        '<link rel="alternate" hreflang="x-default" href="http://testserver/zh-hans/courses/">',
    ]


def test_addresses_without_a_language_have_no_alternates(rf: RequestFactory) -> None:
    assert render("{% alternates %}", rf.get("/accounts/login/")) == ""


def test_pagination_keeps_the_filters_and_shows_where_one_is(rf: RequestFactory) -> None:
    page = Paginator(range(100), 10).page(5)
    html = render('{% include "components/pagination.html" %}', rf.get("/x/?state=open&p=5"), page_obj=page)
    assert 'href="?state=open&amp;p=4"' in html
    assert '<span aria-current="page"><span class="vh">第 </span>5</span>' in html
    assert "第 41—50 条，共 100 条" in html
    assert html.count("…") == 2


def test_a_short_list_has_no_pagination(rf: RequestFactory) -> None:
    html = render(
        '{% include "components/pagination.html" %}', rf.get("/x/"), page_obj=Paginator(range(3), 10).page(1)
    )
    assert html.strip() == ""


class _SignIn(forms.Form):
    login = forms.CharField(label="Login", widget=forms.TextInput(attrs={"placeholder": "Login"}))


def test_a_field_can_have_other_words_than_its_form() -> None:
    html = render('{% field form.login label="学号" help="八位数字" %}', form=_SignIn())
    assert '<label class="field__label" for="id_login">学号</label>' in html
    assert '<div class="field__help" id="id_login_helptext">八位数字</div>' in html
    assert 'aria-describedby="id_login_helptext"' in html
    assert "placeholder" not in html


def test_a_day_in_a_sentence_stays_on_one_line_and_the_rest_is_escaped() -> None:
    assert render("{{ text|whole_days }}", text="<2026-09-02> 起展示，2030-09-02 移出") == (
        '&lt;<span class="nowrap">2026-09-02</span>&gt; 起展示，<span class="nowrap">2030-09-02</span> 移出'
    )
