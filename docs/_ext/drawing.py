"""Drawings inside a page: an SVG that takes the colours of the page, light or dark."""

from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive


class Drawing(Directive):
    """``.. drawing:: file.svg`` puts the drawing itself into the page, not a link."""

    required_arguments = 1

    def run(self):
        """Return the drawing as a figure."""
        env = self.state.document.settings.env
        name, path = env.relfn2path(self.arguments[0])
        env.note_dependency(name)
        svg = Path(path).read_text(encoding="utf-8")
        html = f'<figure class="drawing">\n{svg}</figure>\n'
        return [nodes.raw("", html, format="html")]


def setup(app):
    """Offer the directive to Sphinx."""
    app.add_directive("drawing", Drawing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
