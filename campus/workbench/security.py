"""The content security policy: strict everywhere, with what Wagtail's editors need on the staff pages."""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

# Draft.js writes style attributes, Wagtail's date fields bring a line of script each. `unsafe-eval` nowhere.
# A nonce beside unsafe-inline would switch unsafe-inline off, so there is none here.
STAFF_DIRECTIVES = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],  # previews of pages
    "frame-ancestors": [SELF],
    "object-src": [NONE],
    "worker-src": [SELF],
}


class StaffAwareContentSecurityPolicy(CSPMiddleware):
    """django-csp's middleware, with other directives below /staff/."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(reverse("wagtailadmin_home")):
            parts.replace = {**STAFF_DIRECTIVES, **(parts.replace or {})}
            parts.nonce = None
        elif getattr(request, "is_preview", False):
            # Wagtail makes this page inside a request below /staff/ and shows it in a frame of the editor.
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}
        return parts
