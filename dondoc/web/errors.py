"""Answers to what goes wrong outside any page."""

import logging
import secrets

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dondoc.core.refusals import NotVisible

_log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    status = 413 if isinstance(exception, RequestDataTooBig | TooManyFilesSent) else 400
    return HttpResponse(render_to_string(f"errors/{status}.html"), status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that is not there; to a program in the shape of the interface's refusals."""
    if request.path.startswith("/api/"):
        return JsonResponse({"sentence": NotVisible().sentence, "lifted_by": ""}, status=404)
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what failed; the code is in the log beside the traceback."""
    incident = secrets.token_hex(4)
    _log.error("incident %s: %s %s", incident, request.method, request.path)
    return HttpResponse(render_to_string("errors/500.html", {"incident": incident}), status=500)
