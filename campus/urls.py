"""Addresses of the whole site. With a language: what people read. Without: tools and machines."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern
from wagtail.views import serve as serve_page

from campus.accounts.access import public
from campus.health import healthz
from campus.workbench.account import account
from campus.workbench.pictures import picture

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("staff/", include("campus.accounts.door_urls")),
    path("staff/account/", account),
    path("staff/", include(wagtailadmin_urls)),
    path("accounts/", include("campus.accounts.urls")),
    path("documents/", include(wagtaildocs_urls)),
]

# Pictures that editors uploaded: in production by the web server or the storage.
if settings.SERVE_MEDIA:
    urlpatterns += [path("media/<path:path>", public(picture))]

urlpatterns += i18n_patterns(
    path("my/courses/", include("education.courses.urls")),
    path("my/", include("archives.portal.urls")),
    # Of Wagtail's own addresses only this one: the others sign people in by password alone.
    re_path(serve_pattern, serve_page, name="wagtail_serve"),
    prefix_default_language=True,
)

handler400 = "campus.errors.bad_request"
handler403 = "campus.errors.permission_denied"
handler404 = "campus.errors.page_not_found"
handler429 = "campus.errors.too_many_requests"  # asked for by allauth's rate limits
handler500 = "campus.errors.server_error"
