"""Addresses of the whole site. With a language: what people read. Without: tools and machines."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("staff/", include("campus.accounts.door_urls")),
    path("staff/", include(wagtailadmin_urls)),
    path("accounts/", include("campus.accounts.urls")),
    path("documents/", include(wagtaildocs_urls)),
]

urlpatterns += i18n_patterns(
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)

handler400 = "campus.errors.bad_request"
handler403 = "campus.errors.permission_denied"
handler404 = "campus.errors.page_not_found"
handler429 = "campus.errors.too_many_requests"  # asked for by allauth's rate limits
handler500 = "campus.errors.server_error"
