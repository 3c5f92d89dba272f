"""What the pages load: everything from here, with its version and licence, light enough, no inline script or style."""

import gzip
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "dondoc" / "web"
VENDOR = WEB / "static" / "vendor"
ASSETS = sorted(folder for folder in VENDOR.iterdir() if folder.is_dir())
WRITTEN = sorted(
    path for suffix in ("*.html", "*.css", "*.js", "*.svg") for path in WEB.rglob(suffix) if path.is_file()
)
TEMPLATES = [path for path in WRITTEN if path.suffix == ".html"]
FIRST_LOAD = 200_000  # bytes, compressed

NAMESPACES = re.compile(r"https?://www\.w3\.org/(2000/svg|1999/xlink|1999/xhtml|1998/Math/MathML)")
OUTSIDE = re.compile(r"""https?://[\w.-]+|(?:src|href|url)\s*[=(]\s*["']?//[\w.-]+""")


def outside_hosts(text: str) -> list[str]:
    """Addresses of other hosts; names of XML namespaces are no addresses."""
    return OUTSIDE.findall(NAMESPACES.sub("", text))


@pytest.mark.parametrize("folder", ASSETS, ids=lambda folder: folder.name)
def test_vendored_asset_has_version_and_licence(folder: Path) -> None:
    assert re.search(r"\d+\.\d+\.\d+", (folder / "VERSION").read_text("utf-8"))
    assert len((folder / "LICENSE").read_text("utf-8")) > 200


def test_vendored_assets_stand_in_folders() -> None:
    assert [path.name for path in VENDOR.iterdir() if not path.is_dir()] == []
    assert len(ASSETS) >= 3


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(WEB)))
def test_page_parts_name_no_outside_host(path: Path) -> None:
    assert outside_hosts(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    ['<script src="https://cdn.example/x.js">', "url(//fonts.example/a.woff2)", 'href="http://a.example"'],
)
def test_outside_host_is_seen(text: str) -> None:
    assert outside_hosts(text) != []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_templates_hold_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text("utf-8")

    assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|\shx-on", text) == []
    assert re.findall(r"<script\b(?![^>]*\bsrc=)", text) == []


def test_addresses_in_stylesheets_exist() -> None:
    for sheet in (WEB / "static").glob("*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text("utf-8")):
            assert (sheet.parent / address).is_file(), address


def test_first_load_is_light() -> None:
    page = (WEB / "templates" / "parts" / "bare.html").read_text("utf-8")
    named = set(re.findall(r"static '([^']+)'", page))
    fonts = {str(path.relative_to(WEB / "static")) for path in VENDOR.rglob("*.woff2")}
    sizes = {
        name: len((WEB / "static" / name).read_bytes())
        if name.endswith("woff2")
        else len(gzip.compress((WEB / "static" / name).read_bytes()))
        for name in named | fonts
    }

    assert {"dondoc.css", "dondoc.js", "vendor/htmx/htmx.min.js"} <= sizes.keys()
    assert sum(sizes.values()) < FIRST_LOAD, sizes
