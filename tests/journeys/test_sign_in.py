"""The gate: who comes in, who does not, and the way out."""

from collections.abc import Callable

import pytest
from visitors import Visitor

pytestmark = pytest.mark.journey


def test_gate_opens_only_to_the_right_password(department: None, window: Callable[..., Visitor]) -> None:
    visitor = window()
    visitor.visit("/plans/")
    assert visitor.path == "/sign-in/"

    visitor.sign_in("dieuphoi", "sai-mat-khau")

    assert visitor.path == "/sign-in/"
    visitor.sees("Tên đăng nhập")
    assert visitor.page.get_by_role("alert").is_visible()
