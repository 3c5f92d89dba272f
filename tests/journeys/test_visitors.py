"""The visitor sees what is wrong with a page: a look that overlooks would pass every journey."""

from collections.abc import Callable

import pytest
from visitors import PHONE, Visitor

pytestmark = pytest.mark.journey

GOOD = '<!doctype html><html lang="vi"><head><title>Mẫu</title></head><body><main><h1>Mẫu</h1>{}</main></body></html>'
POLICY = {"Content-Security-Policy": "default-src 'self'", "Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p>Chữ</p>", ""),
        ("<h1>Hai</h1>", 'headings: ["Mẫu","Hai"]'),
        ("<img src='/favicon.png'>", "image-alt: "),
        ("<input name='a'>", "label: "),
        ("<script>window.a = 1</script>", "console: Executing inline script violates"),
        ("<img alt='' src='https://outside.example/a.png'>", "outside: https://outside.example/a.png"),
        ("<svg width='500' height='10'></svg>", "px too wide: <svg"),
        ("<img alt='' src='/missing'>", "answered 404"),
    ],
)
def test_fault_of_a_page_is_seen(body: str, fault: str, window: Callable[..., Visitor]) -> None:
    visitor = window(viewport=PHONE)
    visitor.page.route("**/favicon.*", lambda route: route.fulfill(status=204))
    visitor.page.route("**/missing", lambda route: route.fulfill(status=404))
    visitor.page.route("https://outside.example/**", lambda route: route.abort())
    visitor.page.route("**/sample", lambda route: route.fulfill(headers=POLICY, body=GOOD.format(body)))
    visitor.go("/sample")

    found = visitor.inspect()

    assert any(fault in one for one in found) if fault else found == []


def test_page_without_language_or_title_is_seen(window: Callable[..., Visitor]) -> None:
    visitor = window()
    visitor.page.route("**/sample", lambda route: route.fulfill(headers=POLICY, body="<h1>Mẫu</h1>"))
    visitor.go("/sample")

    assert {"no language", "no title"} <= set(visitor.inspect())
