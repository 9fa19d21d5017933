"""Copy what estimators have in common, in words, into the docstring of each of them.

``python docs/_ext/shared_docs.py`` writes the files, and with ``--check`` only says
which it would change. The words stand in the file ``_shared_docs.py`` of a folder of
estimators and in the docstrings of base classes; those on what only one estimator has,
in its own file.
"""

import ast
import re
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "skseq"
FOLDERS = PACKAGE / "detectors", PACKAGE / "preprocessing"
SHARED = "_shared_docs.py"


def main(arguments, folders=FOLDERS):
    """Write or check all files of folders; return what is wrong, one line each."""
    wrong = []
    texts = {path: text for folder in folders for path, text in rewritten(folder)}
    for path, text in texts.items():
        if text != path.read_text(encoding="utf-8"):
            wrong.append(f"{path.name} had other words than {SHARED} or its bases")
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    return wrong


def rewritten(folder):
    """Return each file of an estimator, and its text as it should be."""
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("_*.py"))
        if path.name not in (SHARED, "__init__.py")
    }
    classes = {
        node.name: (path, node)
        for path, text in texts.items()
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef)
    }
    module = ast.parse((folder / SHARED).read_text(encoding="utf-8"))
    shared, of_methods = ast.get_docstring(module), _words_of_methods(module)
    for name, (path, node) in classes.items():
        bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
        is_estimator = any(base.endswith(("Detector", "Estimator")) for base in bases)
        if is_estimator and _method(node, "__init__") and not name.startswith("_"):
            sources = [ast.get_docstring(classes[b][1]) for b in bases if b in classes]
            texts[path] = _with_words(texts[path], name, [*sources, shared])
            for method, words in of_methods.items():
                texts[path] = _with_words_of_method(texts[path], name, method, words)
    return texts.items()


def _words_of_methods(module):
    """Return name -> words of each method that a file of shared words has any on."""
    return {
        node.name: ast.get_docstring(node)
        for node in module.body
        if isinstance(node, ast.FunctionDef)
    }


def _with_words_of_method(text, cls, name, words):
    """Return the text of a file in which shared words follow a method's first line."""
    node = next(part for part in ast.parse(text).body if _name(part) == cls)
    method = _method(node, name)
    if ast.get_docstring(method) is None:
        sys.exit(f"{cls}.{name} has no docstring: write one line on what it does.")
    lines = text.split("\n")
    first, last = method.body[0].lineno - 1, method.body[0].end_lineno
    summary = lines[first].removesuffix('"""')
    inside = [f"        {line}" if line else "" for line in words.split("\n")]
    lines[first:last] = [summary, "", *inside, '        """']
    return "\n".join(lines)


def _with_words(text, cls, sources):
    """Return the text of a file in which the words on a class are those of sources."""
    node = next(part for part in ast.parse(text).body if _name(part) == cls)
    lines = text.split("\n")
    first, last = node.body[0].lineno - 1, node.body[0].end_lineno
    inside = [line.removeprefix("    ") for line in lines[first:last]]
    for section in ("Attributes", "Parameters"):
        start, stop = _place(inside, section, cls)
        own = _entries(inside[start:stop])
        known = {}
        for source in sources:
            for name, entry in _section(source, section).items():
                # What a base says goes before what all have in common.
                known.setdefault(name, entry)
        if section == "Attributes":
            kept = {**{n: e for n, e in own.items() if n not in known}, **known}
        else:
            kept = {
                name: _with_default(known[name], default)
                if name in known
                else _own(own, name, cls)
                for name, default in _defaults(_method(node, "__init__"), text).items()
            }
        inside[start:stop] = [line for entry in kept.values() for line in entry]
    lines[first:last] = [f"    {line}" if line else "" for line in inside]
    return "\n".join(lines)


def _own(own, name, cls):
    """Return the words on a parameter that a detector does not share."""
    if name not in own:
        sys.exit(
            f"the docstring of {cls} has no words on its parameter {name}: write them "
            "below Parameters."
        )
    return own[name]


def _with_default(entry, default):
    """Return the words on a parameter with the default value that a class gives it."""
    return [f"{entry[0]}, default={default}", *entry[1:]]


def _defaults(init, text):
    """Return name -> default value, as it is written, of the parameters of a class."""
    arguments = init.args.args[1:] + init.args.kwonlyargs
    values = [*init.args.defaults, *init.args.kw_defaults]
    return {
        argument.arg: ast.get_source_segment(text, value)
        for argument, value in zip(arguments, values, strict=True)
    }


def _name(node):
    return getattr(node, "name", None)


def _method(node, name):
    """Return the method of this name that a class defines, or None."""
    methods = (part for part in node.body if isinstance(part, ast.FunctionDef))
    return next((method for method in methods if method.name == name), None)


def _section(docstring, section):
    """Return the entries of a section of a docstring, none where it has no such."""
    lines = docstring.split("\n")
    return _entries(lines[slice(*_place(lines, section))])


def _place(lines, section, cls=None):
    """Return the lines of a section: its first, and the one after its last."""
    rules = [n for n, line in enumerate(lines) if re.fullmatch(r"-{3,} *", line)]
    for number, rule in enumerate(rules):
        if lines[rule - 1].strip() == section:
            later = rules[number + 1 :]
            stop = later[0] - 1 if later else len(lines)
            while not lines[stop - 1].strip(' "'):
                stop -= 1
            return rule + 1, stop
    if cls is None:
        return 0, 0
    sys.exit(f"the docstring of {cls} has no section {section}: write its heading.")


def _entries(lines):
    """Return name -> lines of each entry of a section."""
    entries = {}
    for line in lines:
        if line and not line.startswith(" "):
            entry = entries.setdefault(line.split(" :")[0], [])
        entry.append(line)
    return entries


if __name__ == "__main__":
    # No text is success; an empty one would be a failure.
    sys.exit("\n".join(main(sys.argv[1:])) or None)
