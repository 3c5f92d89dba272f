"""The name of the program behind a browser's User-Agent line, as a person knows it."""

# In the order in which they are asked: each browser's line also carries the names of those it imitates.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def program_name(user_agent: str) -> str:
    """`Chrome trên Windows`; what is not known is left out, nothing known is `không rõ`."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " trên ".join(filter(None, (browser, system))) or "không rõ"
