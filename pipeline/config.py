"""The settings, read once at the edge: command line, then environment, then saraban.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pipeline.exits import Stop

#: How many years scans of each class are kept, where saraban.toml says nothing else.
YEARS = MappingProxyType({"general": 10, "routine": 1})
SETTINGS_FILE = "saraban.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """Where the register lives (`home`), how `watch` waits, in seconds, and an office's `digits`.

    Pages are read by so many processes (`jobs`; 0: as many as there are cores), each page in at
    most `page_seconds` and `memory_mb`; a file of more than `page_limit` pages is set aside. Scans
    are kept for the years of their class (`retention`). With `scheduler` pages are read by the
    processes behind that Dask scheduler (tcp://HOST:8786).

    The inbox is looked at every `poll_seconds`, and when the file system tells of a change, unless
    `events` is false. A file in it is taken after `settle_seconds` without change; one whose end
    mark never comes is taken after `patience_seconds`, so that it is set aside with its reason.
    Spreadsheets have "thai" digits (๒๕๖๙) or "arabic" ones (2569).
    """

    home: Path
    poll_seconds: float = 2.0
    events: bool = True
    settle_seconds: float = 5.0
    patience_seconds: float = 300.0
    digits: Literal["thai", "arabic"] = "thai"
    jobs: int = 0
    page_seconds: float = 120.0
    memory_mb: int = 3072
    page_limit: int = 2000
    retention: Mapping[str, int] = field(default_factory=lambda: YEARS)
    scheduler: str = ""

    @property
    def register(self) -> Path:
        return self.home / "register.db"

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    @property
    def claimed(self) -> Path:
        return self.home / "claimed"

    @property
    def originals(self) -> Path:
        return self.home / "originals"

    @property
    def quarantine(self) -> Path:
        return self.home / "quarantine"

    @property
    def scratch(self) -> Path:
        return self.home / "scratch"

    @property
    def locks(self) -> Path:
        return self.home / "locks"

    @property
    def views(self) -> Path:
        """Pictures of pages, made anew where they are missing."""
        return self.home / "views"

    def make_folders(self) -> None:
        for folder in (self.inbox, self.claimed, self.originals, self.quarantine):
            folder.mkdir(parents=True, exist_ok=True)


def read_config(home: str | None, environment: Mapping[str, str], folder: Path) -> Config:
    """The settings of one command.

    `home` is what --home said; without it SARABAN_HOME counts, then `home` in the saraban.toml
    of `folder`, then ~/saraban. Raises Stop on a file that is not TOML, or an unknown or
    unusable setting.
    """
    settings = _settings(folder / SETTINGS_FILE)
    chosen = home or environment.get("SARABAN_HOME") or settings.pop("home", "~/saraban")
    settings.pop("home", None)
    settings["retention"] = YEARS | settings.get("retention", {})
    return Config(home=(folder / Path(chosen).expanduser()).resolve(), **settings)


def _settings(path: Path) -> dict[str, Any]:
    """The checked contents of saraban.toml; empty when there is none."""
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Stop(
            f"อ่าน {path} ไม่ได้ โปรดแก้ไขแฟ้ม", f"{path} is not valid TOML: {error}. Mend the file."
        ) from error
    for name, value in settings.items():
        if not _fits(name, value):
            raise Stop(
                f"ค่า {name} ใน {path} ใช้ไม่ได้ โปรดแก้ไขหรือลบออก",
                f"{path}: cannot use the setting {name} = {value!r}. Mend or remove it.",
            )
    return settings


def _fits(name: str, value: Any) -> bool:  # Any: whatever TOML can hold
    match name:
        case "home":
            fits = isinstance(value, str) and value != ""
        case "scheduler":
            fits = isinstance(value, str) and "://" in value
        case "digits":
            fits = value in ("thai", "arabic")
        case "events":
            fits = isinstance(value, bool)
        case "retention":
            fits = isinstance(value, dict) and all(map(_is_count, value.values()))
        case "jobs" | "memory_mb" | "page_limit":
            fits = _is_count(value)
        case "poll_seconds" | "settle_seconds" | "patience_seconds" | "page_seconds":
            fits = type(value) in (int, float) and value > 0
        case _:
            fits = False
    return fits


def _is_count(value: Any) -> bool:
    return type(value) is int and value > 0
