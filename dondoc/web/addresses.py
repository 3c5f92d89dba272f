"""Where a request comes from: the one place that believes, or does not, what proxies say."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address: the peer's own, or what the outermost of so many trusted proxies saw.

    `DONDOC_TRUSTED_PROXIES=n` believes the last n entries of X-Forwarded-For, no more; whatever a client writes stands
    left of them and changes nothing. An entry that is no address counts as the peer's.
    """
    peer: str = request.META.get("REMOTE_ADDR") or ""
    count = settings.TRUSTED_PROXIES
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if count else []
    if not count or len(entries) < count:
        return peer
    try:
        return str(ip_address(entries[-count].strip()))
    except ValueError:
        return peer
