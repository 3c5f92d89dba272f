"""How an audit row is hashed: one form, whatever database or zone it comes back from."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from dondoc.core.chains import START, Link, canonical, detail_digest, plain, words

VIETNAM = timezone(timedelta(hours=7))
LINK = Link(
    department_id=1,
    number=1,
    actor_id=7,
    actor_name="Nguyễn Thị Mẫu An",
    origin="page",
    address="10.0.0.5",
    act="plan.write",
    is_refused=False,
    object_kind="plan",
    object_id=3,
    detail_digest=detail_digest("00", None, {"b": 1, "a": [True, None]}, "Lý do"),
    at=datetime(2026, 3, 10, 9, 0, 0, 5, VIETNAM),
)


def test_row_and_detail_hash_to_what_an_inspector_works_out_by_hand():
    # printf '["00",null,{"a":[true,null],"b":1},"Lý do"]' | sha256sum
    assert LINK.detail_digest == "56a776aff11f9cfc731b54e362ef3514fc248463eac490e4d5296f8deb8e1336"
    # printf '%064d[1,1,7,"Nguyễn Thị Mẫu An",…,"2026-03-10T02:00:00.000005+00:00"]' 0 | sha256sum
    assert LINK.hash(START) == "0fbe0a54316be8024436ffabee9972f55cd45a170c733606025690487e8e64d6"


@pytest.mark.parametrize("field", Link._fields)
def test_every_field_counts(field: str):
    value = getattr(LINK, field)
    other = (
        value + timedelta(microseconds=1)
        if isinstance(value, datetime)
        else not value
        if isinstance(value, bool)
        else value + 1
        if isinstance(value, int)
        else value + "x"
    )
    assert LINK._replace(**{field: other}).hash(START) != LINK.hash(START)


def test_hash_before_counts_and_the_zone_does_not():
    assert LINK.hash("1" * 64) != LINK.hash(START)
    assert LINK._replace(at=LINK.at.astimezone(UTC)).hash(START) == LINK.hash(START)


def test_values_of_two_fields_do_not_flow_into_one_another():
    one, other = LINK._replace(origin="page", address="x"), LINK._replace(origin="pagex", address="")
    assert one.hash(START) != other.hash(START)


def test_canonical_form_is_one_whatever_the_order_of_the_keys():
    assert canonical({"b": 1, "a": "Đơn vị"}) == canonical({"a": "Đơn vị", "b": 1}) == '{"a":"Đơn vị","b":1}'


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ([1, "a", None, True], [1, "a", None, True]),
        ({"share": 0.1, "big": 1e22, "none": float("nan")}, {"share": "0.1", "big": "1e+22", "none": "NaN"}),
        ("a\0b\0\0", "a\ufffdb\ufffd\ufffd"),
        ("\\u0000 as typed, \\\\u0000", "\\u0000 as typed, \\\\u0000"),
        ("\\\0", "\\\ufffd"),
    ],
)
def test_value_is_kept_as_every_database_gives_it_back(value: object, kept: object):
    assert plain(json.dumps(value)) == kept


def test_words_are_the_folded_texts_of_a_value():
    assert words(None, {"đơn vị": ["Phòng Một", 3]}, "Thiếu số liệu") == "phong mot 3 thieu so lieu"
    assert len(words("x" * 20_000)) == 10_000
