"""The second factor: who must have one, and the pages around it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class SecondFactor:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
