"""Wagtail's own ways in and out, below /staff/: one sign-in for everybody, with limits, second factor and
traces.

Included before Wagtail's addresses; these names are only reached by address (Wagtail reverses its own names,
which are the same addresses).
"""

from allauth.account import views as allauth_views
from django.urls import path, re_path
from django.views.generic import RedirectView

from campus.accounts.access import public, signed_in

app_name = "staff_doors"
urlpatterns = [
    path(
        "login/",
        public(RedirectView.as_view(pattern_name="account_login", query_string=True)),
        name="sign_in",
    ),
    path("logout/", signed_in(allauth_views.logout), name="sign_out"),
    re_path(
        r"^password_reset/",
        public(RedirectView.as_view(pattern_name="account_reset_password")),
        name="reset_password",
    ),
]
