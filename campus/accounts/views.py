"""Pages of accounts for everybody; those of administrators are in viewsets.py, those of allauth in
allauth."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.views import password_change
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import i18n
from django.views.decorators.http import require_POST, require_safe

from campus.accounts import actions
from campus.accounts import sessions as open_sessions
from campus.accounts.access import public, signed_in
from campus.accounts.browsers import browser_in_words
from campus.accounts.models import User


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Read the site in another language from now on (POST `language`, and `next`: where to return)."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise BadRequest("The site does not speak this language.")
    if isinstance(request.user, User):
        actions.choose_language(user=request.user, language=language)
    return i18n.set_language(request)


@signed_in
def change_password(request: HttpRequest) -> HttpResponseBase:
    """allauth's page. An account with a second factor shows the factor first: the password alone confirms nothing."""
    if open_sessions.has_own_factor(request.user):  # type: ignore[arg-type]
        raise_if_reauthentication_required(request, app="allauth.account")
    response: HttpResponseBase = password_change(request)
    return response


@signed_in
@require_safe
def sessions(request: HttpRequest) -> HttpResponseBase:
    """Where one's own account is signed in, and since when."""
    in_hand = open_sessions.row_of(request)
    rows = open_sessions.open_sessions(request.user, at=timezone.now())  # type: ignore[arg-type]
    shown = [
        {"row": row, "is_in_hand": row.pk == in_hand, "browser": browser_in_words(row.browser)} for row in rows
    ]
    context = {"sessions": shown, "others": sum(not each["is_in_hand"] for each in shown)}
    return render(request, "campus/accounts/sessions.html", context)


@signed_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponseBase:
    """End one's own session with the number `session`, or all others when none is given; never the one in hand."""
    user: User = request.user  # type: ignore[assignment]
    chosen = request.POST.get("session", "")
    others = {row.pk for row in open_sessions.open_sessions(user, at=timezone.now())}
    others.discard(open_sessions.row_of(request))
    rows = {row for row in others if not chosen or str(row) == chosen}
    ended = open_sessions.end_sessions(rows=rows, by=user, at=timezone.now())
    if ended:
        said = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended)
        messages.success(request, said % {"count": ended})
    else:
        messages.info(request, _("There was no session left to end."))
    return redirect("account_sessions")
