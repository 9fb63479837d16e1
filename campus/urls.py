"""Addresses of the whole site. With a language: what people read. Without: tools and machines."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from campus.accounts.access import public
from campus.health import healthz
from campus.workbench.account import account

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("staff/", include("campus.accounts.door_urls")),
    path("staff/account/", account),
    path("staff/", include(wagtailadmin_urls)),
    path("accounts/", include("campus.accounts.urls")),
    path("documents/", include(wagtaildocs_urls)),
]

# Pictures that editors uploaded: by Django on a developer's machine, by the web server or the storage in production.
urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

if settings.SERVE_MEDIA:
    urlpatterns += [path("media/<path:path>", public(serve), {"document_root": settings.MEDIA_ROOT})]

urlpatterns += i18n_patterns(
    path("my/courses/", include("education.courses.urls")),
    path("my/", include("archives.portal.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)

handler400 = "campus.errors.bad_request"
handler403 = "campus.errors.permission_denied"
handler404 = "campus.errors.page_not_found"
handler429 = "campus.errors.too_many_requests"  # asked for by allauth's rate limits
handler500 = "campus.errors.server_error"
