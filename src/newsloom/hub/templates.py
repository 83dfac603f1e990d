"""A hub's own templates: files in templates/ that replace the packaged ones of the same names, and words."""

from pathlib import Path

from newsloom.hub.files import file_names, text_of
from newsloom.hub.table import nearest
from newsloom.render.site import OVERRIDES, mistake
from newsloom.text import printable

FOLDER = "templates"


def read_templates(root: Path, problems: list[str]) -> dict[str, str]:
    """Return the texts of a hub's own templates by name; note unknown names and what no template can be read from."""
    found: dict[str, str] = {}
    for path in file_names(root, FOLDER, ("",), problems):
        name = path.removeprefix(f"{FOLDER}/")
        if name not in OVERRIDES:
            problems.append(f"{' '.join(printable(path).split())}:1: no template has this name; {nearest(name, OVERRIDES)}")
            continue
        text = text_of(root, path, problems)
        if text is None:
            continue
        if wrong := mistake(name, text):
            problems.append(f"{path}:{wrong}")
        found[name] = text
    return found
