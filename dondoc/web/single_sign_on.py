"""Single sign-on."""

from django.conf import settings
from django.http import HttpRequest


def surroundings(request: HttpRequest) -> dict[str, object]:
    """What the sign-in page shows: the provider's name, where there is one."""
    return {"single_sign_on": settings.OIDC_NAME}
