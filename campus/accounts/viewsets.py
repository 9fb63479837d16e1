"""Staff pages of administrators: people, and each verb on an account as its own small page."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, ListView

from campus.accounts import actions, forms
from campus.accounts.access import NamedPermissionMixin
from campus.accounts.forms import NewPersonForm, PeopleFilterForm, PersonForm, RoleForm
from campus.accounts.models import RoleAssignment, User, UserQuerySet
from campus.accounts.notifications import send_password_link
from campus.accounts.permissions import manageable_people, may, may_manage
from campus.accounts.roles import STAFF_ROLES
from campus.limits.searching import LimitedSearchMixin
from campus.refusals import Refusal


class PeopleView(NamedPermissionMixin):
    """What these pages share: only people whom the administrator may manage exist on them."""

    permission_name = "accounts.manage"
    title: ClassVar[str | Promise] = ""
    request: HttpRequest

    def get_queryset(self) -> UserQuerySet:
        return manageable_people(self.request.user)  # type: ignore[arg-type]

    def get_title(self) -> str:
        return str(self.title)

    def get_person(self) -> User | None:
        return getattr(self, "object", None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [{"label": _("People"), "url": reverse("accounts:people")}]
        person = self.get_person()
        if person is not None:
            crumbs.append(
                {"label": person.get_full_name(), "url": reverse("accounts:person", args=[person.pk])}
            )
        if self.get_title() != str(crumbs[-1]["label"]):
            crumbs.append({"label": self.get_title(), "url": ""})
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "title": self.get_title(), "crumbs": crumbs, "person": person}


class People(LimitedSearchMixin, PeopleView, ListView):  # type: ignore[type-arg]
    template_name = "campus/accounts/people.html"
    title = gettext_lazy("People")
    context_object_name = "people"
    paginate_by = 50

    def get_queryset(self) -> UserQuerySet:
        people = super().get_queryset()
        self.filter_form = PeopleFilterForm(self.request.GET or None)
        chosen = self.filter_form.cleaned_data if self.filter_form.is_valid() else {}
        people = people.search(chosen.get("q", ""))
        match chosen.get("role", ""):
            case "":
                people = people.staff()
            case forms.WITHOUT_ROLE:
                people = people.without_role()
            case role:
                people = people.in_role(role, timezone.now())
        in_effect = RoleAssignment.objects.in_effect(timezone.now()).select_related("unit").order_by("pk")
        return people.prefetch_related(Prefetch("role_assignments", in_effect, "roles_now")).order_by(
            "username"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filtered = any(self.request.GET.get(name) for name in ("q", "role"))
        return {
            **super().get_context_data(**kwargs),
            "filter_form": self.filter_form,
            "is_filtered": filtered,
        }


class Person(PeopleView, DetailView):  # type: ignore[type-arg]
    template_name = "campus/accounts/person.html"
    context_object_name = "shown"

    def get_title(self) -> str:
        return str(self.object.get_full_name())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        assignments = self.object.role_assignments.select_related("unit", "granted_by", "ended_by").order_by(
            "-pk"
        )
        return {
            **super().get_context_data(**kwargs),
            "assignments": [
                (row, row.is_in_effect(now), may(self.request.user, "accounts.manage", row.unit))
                for row in assignments
            ],
            "may_manage": may_manage(self.request.user, self.object),
            "is_self": self.request.user.pk == self.object.pk,
        }


class PersonAction(PeopleView, FormView):  # type: ignore[type-arg]
    """One verb on one person: a form, the action, a sentence, back to the person.

    When the action refuses, its sentence stands above the form and nothing that was typed is lost.
    """

    template_name = "campus/accounts/person_action.html"
    form_class: type[BaseForm] = Form  # type: ignore[assignment]
    verb: ClassVar[str | Promise] = ""
    lede: ClassVar[str | Promise] = ""
    is_dangerous: ClassVar[bool] = False
    object: User | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs and request.user.is_authenticated:
            self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])

    def perform(self, form: Any, at: datetime) -> str:
        """Call the action; return the sentence to say."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        return (
            reverse("accounts:person", args=[self.object.pk]) if self.object else reverse("accounts:people")
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            sentence = self.perform(form, timezone.now())
        except Refusal as refusal:
            return self._refuse(form, str(refusal), refusal.status, refusal.field)
        except PermissionDenied as denied:
            return self._refuse(form, str(denied), 403)
        messages.success(self.request, sentence)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _refuse(self, form: Any, sentence: str, status: int, field: str | None = None) -> HttpResponse:
        form.add_error(field if field in form.fields else None, sentence)
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "verb": self.verb or self.get_title(),
            "lede": self.lede,
            "cancel_url": self.get_success_url(),
            "is_dangerous": self.is_dangerous,
        }


class AddPerson(PersonAction):
    """A new account and its first role together: without a role, only the whole school's administrators
    see it."""

    title = gettext_lazy("Add a person")
    lede = gettext_lazy(
        "The person gets a mail with a link to choose a password. Students are not added here: they "
        "activate their account with their student number."
    )
    form_class = NewPersonForm

    def get_role_form(self) -> RoleForm:
        return RoleForm(self.request.POST or None, by=self.request.user)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"role_form": self.get_role_form(), **super().get_context_data(**kwargs)}

    def form_valid(self, form: Any) -> HttpResponse:
        self.role_form = self.get_role_form()
        if not self.role_form.is_valid():
            return self.render_to_response(
                self.get_context_data(form=form, role_form=self.role_form), status=422
            )
        return super().form_valid(form)

    def perform(self, form: Any, at: datetime) -> str:
        by: User = self.request.user  # type: ignore[assignment]
        values = dict(form.cleaned_data)
        language = values.pop("language")
        with transaction.atomic():
            user = actions.create_user(**values, by=by, at=at)
            actions.grant_role(user=user, **self.role_form.cleaned_data, by=by, at=at)
            if language:
                actions.change_user(user=user, language=language, by=by, at=at)
        self.object = user
        return _after_mail(send_password_link(self.request, user), user)


class ChangePerson(PersonAction):
    title = verb = gettext_lazy("Change account")
    form_class = PersonForm

    def get_form_kwargs(self) -> dict[str, Any]:
        # A copy: the form writes what was typed into its instance, the action must see the account as it is.
        return {**super().get_form_kwargs(), "instance": User.objects.get(pk=self.object.pk)}  # type: ignore[union-attr]

    def perform(self, form: Any, at: datetime) -> str:
        actions.change_user(user=self.object, by=self.request.user, at=at, **form.cleaned_data)  # type: ignore[arg-type]
        return _("The account was changed.")


class DeactivatePerson(PersonAction):
    title = verb = gettext_lazy("Deactivate account")
    lede = gettext_lazy(
        "The person is signed out everywhere and cannot sign in. Everything they did stays on "
        "record, and the account can be opened again."
    )
    is_dangerous = True

    def perform(self, form: Any, at: datetime) -> str:
        actions.deactivate_user(user=self.object, by=self.request.user, at=at)  # type: ignore[arg-type]
        return _("The account was deactivated.")


class ReactivatePerson(PersonAction):
    title = verb = gettext_lazy("Reactivate account")
    lede = gettext_lazy("The person can sign in again, with the roles that have not ended.")

    def perform(self, form: Any, at: datetime) -> str:
        actions.reactivate_user(user=self.object, by=self.request.user, at=at)  # type: ignore[arg-type]
        return _("The account is active again.")


class SendPasswordLink(PersonAction):
    title = verb = gettext_lazy("Send a link to choose a password")
    lede = gettext_lazy(
        "The link goes to the person's e-mail address and works once. Nobody else learns the password."
    )

    def perform(self, form: Any, at: datetime) -> str:
        assert self.object is not None
        actions.note_password_link(user=self.object, by=self.request.user, at=at)  # type: ignore[arg-type]
        if not send_password_link(self.request, self.object):
            raise Refusal(_("The mail could not be sent. Check the e-mail address and the mail server."))
        return _("A link was sent to %(email)s.") % {"email": self.object.email}


class GrantRole(PersonAction):
    title = verb = gettext_lazy("Grant a role")
    template_name = "campus/accounts/grant_role.html"
    form_class = RoleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}

    def perform(self, form: Any, at: datetime) -> str:
        granted = actions.grant_role(user=self.object, by=self.request.user, at=at, **form.cleaned_data)  # type: ignore[arg-type]
        return _("The role %(role)s was granted for %(unit)s.") % {
            "role": granted.role_name,
            "unit": granted.unit.name,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "roles": STAFF_ROLES}


class EndRole(PersonAction):
    title = verb = gettext_lazy("End role")
    template_name = "campus/accounts/end_role.html"
    is_dangerous = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.object is not None:
            self.assignment = get_object_or_404(
                self.object.role_assignments.select_related("unit", "user"), pk=kwargs["assignment"]
            )

    def perform(self, form: Any, at: datetime) -> str:
        actions.end_role(assignment=self.assignment, by=self.request.user, at=at)  # type: ignore[arg-type]
        return _("The role %(role)s for %(unit)s has ended.") % {
            "role": self.assignment.role_name,
            "unit": self.assignment.unit.name,
        }

    def get_success_url(self) -> str:
        # Without this role the person may be out of this administrator's sight.
        if self.object is not None and self.get_queryset().filter(pk=self.object.pk).exists():
            return super().get_success_url()
        return reverse("accounts:people")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "assignment": self.assignment}


def _after_mail(was_sent: bool, user: User) -> str:
    if was_sent:
        return _("%(user)s was added, and a link to choose a password was sent to %(email)s.") % {
            "user": user.username,
            "email": user.email,
        }
    return _("%(user)s was added, but the mail could not be sent. Send the link again from this page.") % {
        "user": user.username
    }


people = People.as_view()
person = Person.as_view()
add_person = AddPerson.as_view()
change_person = ChangePerson.as_view()
deactivate_person = DeactivatePerson.as_view()
reactivate_person = ReactivatePerson.as_view()
send_link = SendPasswordLink.as_view()
grant_role = GrantRole.as_view()
end_role = EndRole.as_view()
