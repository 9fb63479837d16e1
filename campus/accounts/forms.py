"""What administrators and people who sign in may type."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campus.accounts.models import User
from campus.accounts.notifications import mail_password_links
from campus.accounts.permissions import covered_units, is_students_account
from campus.accounts.roles import STAFF_ROLES
from campus.accounts.traces import trace_failed_second_factor
from campus.organisation.models import Unit

WITHOUT_ROLE = "none"


class TracedCode:
    """A wrong code leaves a trace."""

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            trace_failed_second_factor(user=self.user, at=timezone.now())  # type: ignore[attr-defined]
            raise
        return code


class SignInCodeForm(TracedCode, AuthenticateForm):  # type: ignore[misc]
    """The second step of a sign-in."""


class ConfirmCodeForm(TracedCode, ReauthenticateForm):  # type: ignore[misc]
    """The code asked for again before a sensitive change."""


class PasswordLinkForm(ResetPasswordForm):  # type: ignore[misc]
    """Asks for a link to choose a password. Known and unknown addresses cost the same: one look and one task."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        mail_password_links.enqueue(
            people=sorted(user.pk for user in self.users),
            site=settings.BASE_URL,  # never the host or port that the visitor named
            language=get_language(),
        )
        return str(self.cleaned_data["email"])


class UnitField(forms.ModelChoiceField):
    """Units in the order of the tree, each indented below the one above."""

    def label_from_instance(self, obj: Unit) -> str:  # type: ignore[override]
        return "　" * (obj.depth - 1) + f"{obj.name} · {obj.code}"


class RoleForm(forms.Form):
    """A role, and the unit for which it is held."""

    role = forms.ChoiceField(label=_("Role"))
    unit = UnitField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        empty_label=_("Choose a unit"),
        help_text=_("The role is held for this unit and everything below it."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.code, role.name) for role in STAFF_ROLES]
        self.fields["role"].choices = [("", _("Choose a role")), *roles]  # type: ignore[attr-defined]
        units = covered_units(by, "accounts.manage").filter(is_active=True).exclude(kind=Unit.Kind.CLASS)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an administrator may change of an account."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As in their browser")), *settings.LANGUAGES],
    )

    class Meta:
        model = User
        fields = ["name", "email", "office", "language"]
        help_texts = {
            "email": _("Links to choose a password go to this address."),
            "office": _("As the person's colleagues and students know it, for example Registry."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        if self.instance.pk and is_students_account(self.instance):
            self.fields["email"].disabled = True  # see actions.change_user
        else:
            self.fields["email"].required = True


class NewPersonForm(PersonForm):
    class Meta(PersonForm.Meta):
        fields = ["username", "name", "email", "office", "language"]
        help_texts = {
            **PersonForm.Meta.help_texts,
            "username": _(
                "The staff number, for example. It is kept in lower case and cannot be changed later."
            ),
        }


class PeopleFilterForm(forms.Form):
    """Search and filters of the list of people."""

    q = forms.CharField(label=_("Search"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.code, role.name) for role in STAFF_ROLES]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            ("", _("All roles")),
            *roles,
            (WITHOUT_ROLE, _("Accounts without a role, such as students")),
        ]
