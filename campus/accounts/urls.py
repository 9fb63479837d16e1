"""Addresses of accounts: allauth's, with the traced views before it, and the choice of language."""

from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from campus.accounts import views
from campus.accounts.second_factors import traced_second_factor

# The names are allauth's own: a request meets these lines first, and the change leaves an audit event.
traced = [
    path("2fa/totp/activate/", traced_second_factor(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", traced_second_factor(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/generate/",
        traced_second_factor(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/webauthn/add/", traced_second_factor(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        traced_second_factor(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
]

urlpatterns = [
    path("language/", views.set_language, name="set_language"),
    path("sessions/", views.sessions, name="account_sessions"),
    path("sessions/end/", views.end_sessions, name="account_end_sessions"),
    path("password/change/", views.change_password, name="account_change_password"),
    *traced,
    # Those of them that exist here stand in campus/workbench/door.py.
    path("", include("allauth.urls")),
]
