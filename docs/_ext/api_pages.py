"""The API reference: a page for every public object, found without lists of names."""

import inspect
import pkgutil
from importlib import import_module

import skseq

MODULES = [
    f"skseq.{module.name}"
    for module in pkgutil.iter_modules(skseq.__path__)
    if not module.name.startswith("_")
]
MODULES.append("skseq.utils.estimator_checks")


def public_objects(module):
    """Return the paths of the public functions and classes of a module."""
    thing = import_module(module)
    names = getattr(thing, "__all__", None)
    if names is None:
        names = [
            name
            for name, value in vars(thing).items()
            if getattr(value, "__module__", "").startswith(module)
        ]
    return [
        f"{module}.{name}"
        for name in sorted(names)
        if not name.startswith("_")
        and (inspect.isclass(getattr(thing, name)) or callable(getattr(thing, name)))
    ]


def all_objects():
    """Return the paths of all public objects by the module that documents them."""
    found = {module: public_objects(module) for module in sorted(MODULES)}
    elsewhere = {path.rsplit(".", 1)[1] for paths in found.values() for path in paths}
    top = [
        f"skseq.{name}"
        for name in sorted(skseq.__all__)
        if callable(getattr(skseq, name)) and name not in elsewhere
    ]
    return {"skseq": top, **found}


def page_name(path):
    """Return the page of an object, as the HTML display of estimators links to it."""
    return f"api/generated/{path}"


def page(path):
    """Return the text of the page of an object."""
    module, name = path.rsplit(".", 1)
    thing = getattr(import_module(module), name)
    lines = [name, "=" * len(name), "", f".. currentmodule:: {module}", ""]
    if inspect.isclass(thing):
        lines += [f".. autoclass:: {name}", ""]
        for method in public_methods(thing):
            lines += [f"   .. automethod:: {method}", ""]
        for name, _ in inspect.getmembers(
            thing, lambda value: isinstance(value, property)
        ):
            if not name.startswith("_") and not is_of_keras(thing, name):
                lines += [f"   .. autoproperty:: {name}", ""]
    else:
        lines += [f".. autofunction:: {name}", ""]
    lines += [
        f".. minigallery:: {path}",
        "   :add-heading: Where it is used",
        "   :heading-level: -",
        "",
    ]
    return "\n".join(lines)


def is_of_keras(cls, name):
    """Tell whether a class has a member from Keras, where it is documented."""
    owner = next(base for base in cls.__mro__ if name in vars(base))
    return owner.__module__.startswith("keras")


def public_methods(cls):
    """Return the public methods of a class that this package defines, and fit_predict.

    The methods that scikit-learn adds to every estimator (``get_params``,
    ``set_fit_request`` and so on) are documented there.
    """
    return [
        name
        for name, value in inspect.getmembers(cls, callable)
        if not name.startswith("_")
        and (
            name == "fit_predict"
            or str(getattr(value, "__module__", "")).startswith("skseq")
        )
        and (inspect.isfunction(value) or inspect.ismethod(value))
    ]


def index():
    """Return the text of the page that lists all of them."""
    lines = ["API reference", "=============", ""]
    lines += ["Everything public, by module. Names that begin with ``_`` are not.", ""]
    for module, paths in all_objects().items():
        lines += [module, "-" * len(module), ""]
        # Before the text, so that links to the module lead to the text.
        lines += [f".. py:module:: {module}", ""]
        lines += [inspect.getdoc(import_module(module)).split("\n\n")[0], ""]
        lines += [".. autosummary::"]
        lines += ["   :nosignatures:", ""]
        lines += [f"   {path.rsplit('.', 1)[1]}" for path in paths] + [""]
    lines += [".. toctree::", "   :hidden:", ""]
    lines += [
        f"   generated/{path}" for paths in all_objects().values() for path in paths
    ]
    return "\n".join(lines) + "\n"


def write_pages(app):
    """Write the pages that have changed; Sphinx does not build the others again."""
    folder = app.srcdir / "api"
    pages = {
        app.srcdir / f"{page_name(path)}.rst": page(path)
        for paths in all_objects().values()
        for path in paths
    }
    pages[folder / "index.rst"] = index()
    (folder / "generated").mkdir(parents=True, exist_ok=True)
    for old in set((folder / "generated").glob("*.rst")) - pages.keys():
        old.unlink()
    for path, text in pages.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app):
    """Write the pages before Sphinx looks for sources."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
