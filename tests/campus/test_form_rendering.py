"""Forms come out with labels, help and errors tied to their controls."""

from __future__ import annotations

from django import forms


class Enquiry(forms.Form):
    name = forms.CharField(label="姓名", help_text="与学生证一致")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    way = forms.ChoiceField(label="方式", choices=[("a", "邮件"), ("b", "电话")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="我已阅读")
    token = forms.CharField(widget=forms.HiddenInput)


def test_a_fresh_form_has_labels_help_and_says_what_is_optional() -> None:
    html = str(Enquiry())
    assert '<label class="field__label" for="id_name">姓名</label>' in html
    assert '<div class="field__help" id="id_name_helptext">与学生证一致</div>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert '说明 <span class="field__optional">（选填）</span>' in html
    assert "<legend>方式</legend>" in html
    assert '<label for="id_way_0"><input type="radio"' in html
    assert 'class="summary"' not in html
    assert html.count('type="hidden"') == 1


def test_errors_are_listed_first_and_lead_to_their_fields() -> None:
    html = str(Enquiry({"note": "x"}))
    summary = html[: html.index("field--error")]
    assert 'role="alert"' in summary
    assert '<a href="#id_name">姓名：' in summary
    assert '<a href="#id_way_0">方式：' in summary
    assert '<a href="#id_agreed">我已阅读：' in summary
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert html.count('aria-invalid="true"') >= 2


def test_the_help_stands_between_the_label_and_the_control() -> None:
    html = str(Enquiry())
    assert html.index("姓名</label>") < html.index("与学生证一致") < html.index('name="name"')


def test_what_people_typed_is_escaped() -> None:
    assert "<script>" not in str(Enquiry({"name": "<script>alert(1)</script>"}))
