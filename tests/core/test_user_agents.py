"""The name of a browser, as a person knows it."""

import pytest

from dondoc.core.user_agents import program_name

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME, "Chrome trên Windows"),
        (f"{CHROME} Edg/140.0.0.0", "Edge trên Windows"),
        (f"{CHROME} coc_coc_browser/140.0", "Cốc Cốc trên Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox trên Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1", "Safari trên iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome trên Android"),
        ("curl/8.5.0", "không rõ"),
        ("", "không rõ"),
    ],
)
def test_program_is_named(user_agent: str, name: str) -> None:
    assert program_name(user_agent) == name
