"""Check the built site without network: links, anchors, figures, sizes."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sphinx.errors import SphinxError

MEGABYTE = 2**20
# All figures together; a single page loads only a few.
MAX_FIGURE_BYTES = 8 * MEGABYTE
LINKS = {"a": "href", "img": "src", "link": "href", "script": "src"}


class _Page(HTMLParser):
    """Collects the links and the anchors of a page."""

    def __init__(self):
        super().__init__()
        self.links, self.anchors, self.without_text = [], {""}, []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.anchors.add(attributes["id"])
        if tag == "a" and "name" in attributes:
            self.anchors.add(attributes["name"])
        if LINKS.get(tag) in attributes:
            self.links.append(attributes[LINKS[tag]] or "")
        self.links += [part.split()[0] for part in _srcset(attributes)]
        if tag == "img" and "alt" not in attributes:
            self.without_text.append(attributes.get("src"))


def _srcset(attributes):
    return [
        part for part in (attributes.get("srcset") or "").split(",") if part.strip()
    ]


def problems(folder):
    """Return the problems of the pages in a folder, one sentence each."""
    folder = Path(folder).resolve()
    pages = {
        path.resolve(): _parse(path)
        for path in sorted(folder.rglob("*.html"))
        if "_static" not in path.parts
    }
    found = []
    for path, page in pages.items():
        name = path.relative_to(folder)
        found += [
            f"{name}: the picture {src} has no alt text." for src in page.without_text
        ]
        for link in page.links:
            problem = _problem(link, path, pages)
            if problem:
                found.append(f"{name}: {problem}")
    size = sum(path.stat().st_size for path in (folder / "_images").glob("*"))
    if size > MAX_FIGURE_BYTES:
        found.append(
            f"the pictures take {size / MEGABYTE:.1f} MB: draw smaller ones, "
            f"{MAX_FIGURE_BYTES / MEGABYTE:.0f} MB are allowed."
        )
    return found


def _parse(path):
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def _problem(link, path, pages):
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
    if target.is_dir():
        target = target / "index.html"
    if not target.is_file():
        return f"the link {link} leads nowhere."
    anchor = unquote(parts.fragment)
    # A fragment of text (#:~:text=) is found by the browser.
    is_checked = target in pages and not anchor.startswith(":~:")
    if is_checked and anchor not in pages[target].anchors:
        return f"the link {link} names no anchor of its page."
    return None


def check(app, exception):
    """Fail the build if its pages have problems."""
    if exception is None and app.builder.format == "html":
        found = problems(app.outdir)
        if found:
            raise SphinxError("\n".join(found))


def setup(app):
    """Check after the galleries have linked their code."""
    app.connect("build-finished", check, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
