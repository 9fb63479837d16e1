"""A student opens the account: student number, one-time code, password. The only public page of the portal."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from archives.portal.forms import ActivationForm
from archives.registry.actions import activate_account
from campus.accounts.access import public
from campus.accounts.adapter import sign_in
from campus.accounts.models import User
from campus.limits.actions import note_struck_stranger
from campus.refusals import Refusal

# A key of ACCOUNT_RATE_LIMITS, in the cache that all processes share: by address, and by student number at one address.
# Never by the number alone: whoever guesses at somebody's number would use up the tries of the student.
# What protects the code is its length: 31^10 = 8.2e14 codes. An address tries a number 72 times an hour: 10,000
# addresses in the 30 days of a code 5.2e8 times, a chance of 1 in 1.6 million.
RATE_LIMIT = "activate_account"


@public
@sensitive_post_parameters("code", "password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """The same answer for an unknown number and for a wrong code; then signed in, in the own archive."""
    if request.user.is_authenticated:
        return redirect("portal:archive")
    form = ActivationForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            user, status = _opened(request, form)
            if user is not None:
                return sign_in(request, user, method="activation_code")
    return render(request, "archives/portal/activate.html", {"form": form}, status=status)


def _opened(request: HttpRequest, form: ActivationForm) -> tuple[User | None, int]:
    given = form.cleaned_data
    address = get_adapter().get_client_ip(request)
    if not ratelimit.consume(request, action=RATE_LIMIT, key=f"{given['number'].strip().lower()}:{address}"):
        note_struck_stranger("portal.activate", address=address, at=timezone.now())
        form.add_error(None, _("Too many tries. Wait ten minutes and try again; your code stays valid."))
        return None, 429
    try:
        return activate_account(number=given["number"], code=given["code"], password=given["password"],
                                at=timezone.now()), 302
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None, 422
