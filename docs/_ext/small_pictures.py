"""Figures of the site with few colours, at a third of the size."""

from pathlib import Path

from PIL import Image

COLORS = 128


def shrink(folder):
    """Rewrite the figures in a folder that have more colours."""
    for path in sorted(Path(folder).glob("*.png")):
        with Image.open(path) as picture:
            if picture.mode == "P":
                continue
            few = picture.convert("RGB").quantize(COLORS)
        few.save(path, optimize=True)


def after_build(app, exception):
    """Shrink the figures of the built site, not those that examples have drawn."""
    if exception is None and app.builder.format == "html":
        shrink(app.outdir / "_images")


def setup(app):
    """Shrink before the site is checked."""
    app.connect("build-finished", after_build, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
