"""Where a profile is: a file, or one that comes with the package."""

from __future__ import annotations

from pathlib import Path

from scim_conformance import files

from .problems import listed, nearest


class NotThere(Exception):
    """A profile that is neither a file nor bundled; says what is wrong and what would be right."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what, fix)
        self.what = what
        self.fix = fix


def bundled() -> dict[str, Path]:
    """Return the profiles that come with the package, by name."""
    found = sorted(files.find("profiles").glob("*.yaml"))
    return {path.stem: path for path in found if not path.stem.endswith(".waivers")}


def gallery() -> dict[str, Path]:
    """Return the profiles of the gallery, which come with the package too, by name."""
    return {path.stem: path for path in sorted((files.find("profiles") / "gallery").glob("*.yaml"))}


def locate(reference: str, folder: Path) -> Path:
    """Return the file that is meant by a path from a folder, or by a bundled name with or without .yaml."""
    path = folder / reference
    if path.is_file():
        return path.resolve()
    known, more = bundled(), gallery()
    name = reference.removesuffix(".yaml")
    # What was made by hand goes before what was made of a page.
    if name in known or name in more:
        return (known.get(name) or more[name]).resolve()
    here = [p.name for p in folder.glob("*.yaml") if not p.name.endswith(".waivers.yaml")]
    near = nearest(reference, [*known, *here]) or nearest(path.stem, [*known, *more])
    hint = f"Did you mean `{near}`? " if near else ""
    what = f"There is no profile `{reference}`: no file of that path and no bundled profile of that name."
    raise NotThere(what, f"{hint}Bundled are {listed(known)}, and what `scim-conformance profile list` shows.")
