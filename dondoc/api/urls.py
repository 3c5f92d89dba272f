"""The addresses of the interface. Not pages: who may come in is told by the entrance, never by a sign-in page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from dondoc.api import answers, assessments, dossiers, figures, plans, reports
from dondoc.api.entrance import Readable, api, in_shape
from dondoc.api.operations import url_name

# The modules whose operations are served.
SERVED = (plans, answers, figures, reports, assessments, dossiers)


@login_not_required
@in_shape
@require_GET
def description(request: HttpRequest) -> JsonResponse:
    """What can be asked and what is answered, as OpenAPI 3.1."""
    prefix = reverse(url_name("description")).removesuffix("openapi.json")
    return JsonResponse(api.get_openapi_schema(path_prefix=prefix), json_dumps_params=Readable.json_dumps_params)


def _operations() -> list[object]:
    """The operations' addresses, without the framework's own page at the root."""
    found = [pattern for pattern in api.urls[0] if pattern.name != "api-root"]
    for pattern in found:
        pattern.callback = login_not_required(cache_control(no_store=True)(in_shape(pattern.callback)))
    return found


urlpatterns = [path("openapi.json", description, name=url_name("description")), *_operations()]
