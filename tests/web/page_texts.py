"""What a page says, for tests: its words in reading order, tags aside."""

import re

from django.http import HttpResponse

_UNSAID = re.compile(r"<(script|template|dialog|head)\b.*?</\1>", re.DOTALL)
_INLINE = re.compile(r"</?(a|b|i|small|strong|time)\b[^>]*>")


def text_of(response: HttpResponse) -> str:
    """The words of the page, runs of spaces as one."""
    body = _INLINE.sub("", _UNSAID.sub(" ", response.content.decode()))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
