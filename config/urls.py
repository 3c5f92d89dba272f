"""Every address of the site."""

from django.urls import include, path

urlpatterns = [path("api/v1/", include("dondoc.api.urls")), path("", include("dondoc.web.urls"))]

handler400 = "dondoc.web.errors.bad_request"
handler403 = "dondoc.web.errors.forbidden"
handler404 = "dondoc.web.errors.not_found"
handler500 = "dondoc.web.errors.server_error"
