"""Every view says who may open it, by one of these names; a test walks all addresses and reads it.

`public`, `signed_in` and `student_only` are for pages of students and the public;
`named_permission("imports.view")` and `NamedPermissionMixin` are for staff pages. Each leaves
`.permission_name` on the view. Who is not signed in is led to the sign-in; who may not gets a page (403)
that says what is missing and who can help. A PermissionDenied that an action raises inside the view ends
on the same page, also below /staff/, where Wagtail would otherwise only send people back to the front page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from campus.accounts.permission_names import PERMISSIONS, check_name
from campus.accounts.permissions import may, missing

View = Callable[..., HttpResponseBase]

PUBLIC = "public"
SIGNED_IN = "signed_in"
STUDENT_ONLY = "student_only"


def public(view: View) -> View:
    """Everyone may open this view."""
    return _marked(view, PUBLIC, lambda request: None)


def signed_in(view: View) -> View:
    """Whoever is signed in may open this view."""
    return _marked(view, SIGNED_IN, lambda request: None)


def student_only(view: View) -> View:
    """Whoever is signed in with a student's account may open this view; `request.user.student` exists in
    it."""
    return _marked(view, STUDENT_ONLY, _refuse_others_than_students)


def named_permission(permission: str) -> Callable[[View], View]:
    """Whoever holds this permission for at least one unit may open this view.

    Which rows they see and change is decided by `visible_to` and the actions, by unit. Raises
    UnknownPermission for a misspelt name when the module is loaded.
    """
    check_name(permission)

    def refuse(request: HttpRequest) -> None:
        if not may(request.user, permission):
            raise PermissionDenied(missing(permission))

    return lambda view: _marked(view, permission, refuse)


class NamedPermissionMixin:
    """The same for class-based views: set `permission_name`, put this mixin first."""

    permission_name: ClassVar[str] = ""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> View:
        name = initkwargs.get("permission_name", cls.permission_name)
        view = super().as_view(**initkwargs)  # type: ignore[misc]
        return named_permission(name)(view)


def is_staff_permission(name: str | None) -> bool:
    """Is this what `named_permission` leaves on a view?"""
    return name in PERMISSIONS


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """The page (403) that says what is missing and who can help."""
    inside = request.path.startswith(reverse("wagtailadmin_home")) and request.user.has_perm(
        "wagtailadmin.access_admin"
    )
    template = "campus/accounts/refused_in_workbench.html" if inside else "campus/accounts/refused.html"
    return render(request, template, {"sentence": sentence}, status=403)


def _marked(view: View, name: str, refuse: Callable[[HttpRequest], None]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if name == PUBLIC:
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            refuse(request)
            return view(request, *args, **kwargs)
        except PermissionDenied as denied:
            return refused(
                request, str(denied) or _("You may not open this page. An administrator can help.")
            )

    guarded.permission_name = name  # type: ignore[attr-defined]
    return guarded


def _refuse_others_than_students(request: HttpRequest) -> None:
    try:
        # Students live in archives, above this app: only the bond is known here.
        request.user.student  # type: ignore[union-attr]  # noqa: B018
    except (AttributeError, ObjectDoesNotExist):
        raise PermissionDenied(
            _(
                "This page belongs to students. Your account is not bound to a student: activate a "
                "student's account with the student number and the one-time code, or ask the registrar."
            )
        ) from None
