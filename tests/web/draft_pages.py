"""A draft with a known reading, and what a browser sends of its page. Used by the tests of the draft pages."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client
from factories import sample_plan, uploaded

from dondoc.core.plan import Doubt, PlanDraft
from dondoc.models import Draft

SOURCE = [
    {"where": "frame 1", "kind": "paragraph", "text": "Số:    /KH-STP", "cells": []},
    {"where": "paragraph 1", "kind": "heading", "text": "KẾ HOẠCH", "cells": []},
    {"where": "paragraph 2", "kind": "paragraph", "text": "Căn cứ Kế hoạch số 88/KH-UBND", "cells": []},
    {"where": "paragraph 3", "kind": "item", "text": "- Tỷ lệ trực tuyến toàn trình", "cells": []},
    {"where": "paragraph 4", "kind": "item", "text": "- 100% công chức được tập huấn", "cells": []},
    {"where": "paragraph 5", "kind": "item", "text": "- 02 công chức chuyên trách", "cells": []},
    {
        "where": "table 1 row 1",
        "kind": "row",
        "text": "Hạ tầng số",
        "cells": ["Hạ tầng số", "Hạ tầng số", "Hạ tầng số"],
    },
    *(
        {"where": f"table 1 row {n}", "kind": "row", "text": "", "cells": [str(n - 1), f"Việc {n - 1}", "Quý II"]}
        for n in range(2, 8)
    ),
]
PLACES = {
    "number": "frame 1",
    "title": "paragraph 1",
    "signer": "paragraph 5",
    "recipients.0": "paragraph 5",
    "citations.0": "paragraph 2",
    "targets.0": "paragraph 3",
    "targets.1": "paragraph 4",
    "targets.2": "paragraph 5",
    "tasks.0.text": "table 1 row 2 column 2",
}
READ = replace(
    sample_plan(),
    number=None,
    warnings=(
        Doubt("number-missing", "Số của Kế hoạch để trống.", "frame 1"),
        Doubt("cites-later-document", "Văn bản số 99/QĐ-UBND sau ngày của Kế hoạch.", "99/QĐ-UBND"),
        Doubt("no-due", "Nhiệm vụ 6 không ghi thời hạn.", "table 1 row 7"),
        Doubt("repeated-words", "Lặp từ “của của”.", "paragraph 2"),
    ),
)


class Fields(HTMLParser):
    """What a browser would send of a page's forms without pressing a button."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._area = self._select = ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_left_out = given.get("type") in {"checkbox", "radio"} and "checked" not in given
        if tag == "input" and "name" in given and given.get("type") != "file" and not is_left_out:
            self.found[given["name"]] = given.get("value") or ""
        elif tag == "textarea":
            self._area, self.found[given["name"]] = given["name"], ""
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self.found[self._select] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.found[self._area] = self.found[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area] += data


def read_as(content: PlanDraft, people) -> Draft:
    """A draft with this reading: what the reader makes of a file is not asked here."""
    draft = uploaded(content, actor=people.coordinator)
    draft.as_read = draft.content = content.to_json()
    draft.source, draft.places = SOURCE, PLACES
    draft.save()
    return draft


def fields_of(office: Client, address: str) -> dict[str, str]:
    return Fields(office.get(address)).found


def post(browser: Client, address: str, /, **changed: str) -> HttpResponse:
    """The page's form sent with these fields changed (`tasks__0__due` stands for `tasks-0-due`)."""
    given = {name.replace("__", "-"): value for name, value in changed.items()}
    return browser.post(address, fields_of(browser, address.removesuffix("confirm/")) | given)


def part(response: HttpResponse, anchor: str) -> str:
    """The words between this anchor and the next one of a row or section."""
    page = response.content.decode()
    start = page.index(f'id="{anchor}"')
    end = re.search(r'<(details class="task"|fieldset class="sheet|section)', page[start:])
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[start : start + end.start()]))
