"""Formulas as MathML, by the converter of docutils.

Browsers render MathML without JavaScript and offline, in print and on a dark page.
"""

import re
from html import unescape
from xml.etree import ElementTree

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
# Entities of HTML that XML does not know.
ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)\w+;")
ACCENTS = {"ˆ", "˜", "~", "^", "¯"}


def formula(tex, *, as_block):
    """Return a formula as MathML.

    Parameters
    ----------
    tex : str
        The formula in LaTeX.
    as_block : bool
        Whether it is on a line of its own.

    Returns
    -------
    mathml : str
        The formula.
    """
    ElementTree.register_namespace("", NAMESPACE)
    mathml = tex2mathml(tex, as_block=as_block)
    root = ElementTree.fromstring(ENTITY.sub(lambda name: unescape(name[0]), mathml))
    for node in root.iter(f"{{{NAMESPACE}}}munderover"):
        _put_index_beside_accent(node)
    return ElementTree.tostring(root, encoding="unicode")


def _put_index_beside_accent(node):
    """Turn a letter with an index below and an accent above into an accented one."""
    letter, index, accent = node
    if accent.text not in ACCENTS:
        return
    node.clear()
    node.tag = f"{{{NAMESPACE}}}msub"
    accented = ElementTree.SubElement(node, f"{{{NAMESPACE}}}mover", {"accent": "true"})
    accented.extend([letter, accent])
    node.append(index)


def inline(translator, node):
    """Write a formula in a line of text."""
    translator.body.append(formula(node.astext(), as_block=False))
    raise nodes.SkipNode


def block(translator, node):
    """Write a formula on a line of its own; it scrolls if it is too wide."""
    tex = node.astext()
    if "\\\\" in tex or "&" in tex:
        tex = f"\\begin{{aligned}}{tex}\\end{{aligned}}"
    html = formula(tex, as_block=True)
    translator.body.append(f'<div class="formula">{html}</div>\n')
    raise nodes.SkipNode


def setup(app):
    """Register the renderer."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
