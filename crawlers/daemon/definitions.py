"""Site and rule files as they were when last read: a folder of copies comes out, by which all crawls go.

A crawl is a process of its own and reads the files when it starts. Were it given the files that people edit, it would
read one that is half written; so it is given copies, which were read and found right before. When the files are read
again, one that is broken now is taken as it was before, and that is said.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scrapy.settings import BaseSettings

from crawlers.definition import shown
from crawlers.errors import DefinitionError, StorageError
from crawlers.sites import SiteLoader
from pipelines.database import make_folder
from pipelines.flow import RULE_SETTINGS as RULES
from pipelines.flow import load_rules

KEPT = 2
"""Copies that are kept: a crawl that is just starting may still read the last but one."""


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """One reading of all files."""

    folder: Path
    package: str
    sites: SiteLoader
    settings: Mapping[str, str]
    """What a crawl is told, so that it goes by these copies."""
    broken: tuple[str, ...] = ()
    """One sentence for each file that is broken."""

    @property
    def env(self) -> dict[str, str]:
        """The environment in which a crawl finds the copies."""
        return {"PYTHONPATH": os.pathsep.join(filter(None, (str(self.folder), os.environ.get("PYTHONPATH"))))}


class Reader:
    """Reads the files that the settings name, as often as it is told to."""

    def __init__(self, folder: Path, settings: BaseSettings) -> None:
        self._folder, self._settings = folder, settings
        self._number = 0
        self.last: Definitions | None = None
        shutil.rmtree(folder, ignore_errors=True)  # what a daemon before this one left

    def read(self) -> Definitions:
        """Read all files. At the first time, a broken rule file is raised, a broken site file stops that site alone.

        Later, what is broken stays as it was at the time before.
        """
        self._number += 1
        folder = self._folder / str(self._number)
        try:
            made = self._copy(folder)
        except OSError as error:
            if self.last is None:
                raise StorageError(f"{folder}: cannot be written ({error.strerror}).") from error
            return self._keep(f"the files could not be copied ({error.strerror})")
        self.last = made
        shutil.rmtree(self._folder / str(self._number - KEPT), ignore_errors=True)
        return made

    def _keep(self, why: str) -> Definitions:
        assert self.last is not None
        self.last = Definitions(
            folder=self.last.folder,
            package=self.last.package,
            sites=self.last.sites,
            settings=self.last.settings,
            broken=(f"{why}; all goes on as before.",),
        )
        return self.last

    def _copy(self, folder: Path) -> Definitions:
        broken: list[str] = []
        make_folder(folder)
        settings = self._copy_rules(folder, broken)
        package = f"running_sites_{self._number}"
        modules = _modules(self._settings.getlist("SPIDER_MODULES"))
        _copy_sites(modules, folder / package)
        if str(folder) not in sys.path:
            sys.path.append(str(folder))
        importlib.invalidate_caches()
        sites = SiteLoader([package])
        wrong = {
            key: words.replace(shown(str(folder / package)), _home(modules, key)) for key, words in sites.broken.items()
        }
        if taken_back := self._take_back(wrong, folder / package):
            # A module is imported once: what is put in place of a broken one needs a package of its own.
            (folder / package).rename(folder / f"{package}_mended")
            package = f"{package}_mended"
            importlib.invalidate_caches()
            sites = SiteLoader([package])
        for key, words in wrong.items():
            broken.append(f"{words}{' It is crawled as before.' if key in taken_back else ''}")
        return Definitions(
            folder=folder,
            package=package,
            sites=sites,
            settings={"SPIDER_MODULES": package, **settings},
            broken=tuple(broken),
        )

    def _copy_rules(self, folder: Path, broken: list[str]) -> dict[str, str]:
        """Copy the rule files; all of them as they were before, when one is broken."""
        try:
            load_rules(*(Path(self._settings[name]) for name in RULES))
        except DefinitionError as error:
            if self.last is None:
                raise
            broken.append(f"{error} All rule files are used as they were before.")
            source = {name: Path(self.last.settings[name]) for name in RULES}
        else:
            source = {name: Path(self._settings[name]) for name in RULES}
        copies = {name: folder / f"{name.lower()}.toml" for name in RULES}
        for name, copy in copies.items():
            shutil.copyfile(source[name], copy)
        return {name: str(copy) for name, copy in copies.items()}

    def _take_back(self, keys: Mapping[str, str], folder: Path) -> set[str]:
        """Put the site files of the time before in the place of broken ones; return which could be."""
        if self.last is None:
            return set()
        before = self.last.folder / self.last.package
        known = set(self.last.sites.list())
        for key in known & set(keys):
            shutil.copyfile(before / f"{key}.py", folder / f"{key}.py")
        return known & set(keys)


def _modules(packages: Sequence[str]) -> list[Path]:
    """Return the files of the packages."""
    folders = [Path(place) for name in packages for place in importlib.import_module(name).__path__]
    return [path for folder in folders for path in sorted(folder.glob("*.py"))]


def _copy_sites(modules: Sequence[Path], folder: Path) -> None:
    make_folder(folder)
    for path in modules:
        shutil.copyfile(path, folder / path.name)


def _home(modules: Sequence[Path], key: str) -> str:
    """Return the folder that a site's file was copied from."""
    return next((shown(str(path.parent)) for path in modules if path.stem == key), "")
