"""A register out of harm's way (สำเนาสำรอง) and back: one ZIP with a list of what is in it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import zlib
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from correspondence_db.audit import record_event, verify_chain
from correspondence_db.snapshot import as_one_file, schema_of, snapshot
from correspondence_db.soundness import kept
from correspondence_db.store import Register
from pipeline.asking import now, open_register, operator
from pipeline.config import Config
from pipeline.exits import ExitCode, Stop, StorageFailed
from pipeline.originals import READ_ONLY, find, flush_folder
from pipeline.sight import taken_out
from pipeline.terminal import say

FORMAT, KIND = "saraban-backup/", 1
MANIFEST, REGISTER = "manifest.json", "register.db"
#: What may be in a backup beside these two.
_FILES = re.compile(
    r"originals/[0-9a-f]{2}/([0-9a-f]{64})(?:\.\w{1,9})?"
    r"|quarantine/\w{8,64}(?:\.json|/(?!\.{1,2}$)[^/\\\0]+)"
)
_BLOCK = 1 << 20


def backup(config: Config, options: Namespace) -> ExitCode:
    """Write register and originals to one file, while others go on working."""
    target: Path = options.file
    draft = target.with_name(f".{target.name}.part")
    with open_register(config) as register, tempfile.TemporaryDirectory(dir=config.home) as folder:
        taken_out(register, None, to=str(target))
        copy = Path(folder) / REGISTER
        snapshot(register, copy)
        try:
            _write(draft, copy, config, with_originals=not options.no_originals)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    flush_folder(target.absolute().parent)
    say([f"สำรองไว้ที่ {target}"])
    return ExitCode.OK


def _write(draft: Path, copy: Path, config: Config, *, with_originals: bool) -> None:
    with Register.open(copy) as frozen:
        scans, chain, schema = kept(frozen), verify_chain(frozen.db), schema_of(frozen)
    as_one_file(copy)
    manifest = {
        "format": f"{FORMAT}{KIND}",
        "made_at": now().isoformat(),
        "program": version("saraban-trace"),
        "schema": schema,
        "register": _hash_of(copy),
        "originals": [scan.sha256 for scan in scans],
        "originals_included": with_originals,
        "events": chain.events,
        "head": chain.head,
    }
    with ZipFile(draft, "w", ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        archive.write(copy, REGISTER, ZIP_DEFLATED)
        for scan in scans if with_originals else ():
            _add_original(archive, find(scan.sha256, scan.file, config.originals), scan.sha256)
        for path in sorted(config.quarantine.rglob("*")) if with_originals else ():
            if path.is_file():
                archive.write(path, path.relative_to(config.home).as_posix())
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def _add_original(archive: ZipFile, path: Path, sha256: str) -> None:
    """An original, its hash worked out on the way: a copy of a damaged one is no copy."""
    seal = hashlib.sha256()
    with (
        path.open("rb") as source,
        archive.open(f"originals/{sha256[:2]}/{path.name}", "w", force_zip64=True) as into,
    ):
        _pour(source, into, seal)
    if seal.hexdigest() != sha256:
        raise StorageFailed(
            f"ต้นฉบับ {path.name} เสียหาย ดูด้วย saraban verify",
            f"The original {path.name} is damaged. See saraban verify.",
        )


def restore(config: Config, options: Namespace) -> ExitCode:
    """Bring a backup back into a home that has no register; newer programs bring it up to date."""
    if config.register.exists():
        raise Stop(
            f"มีทะเบียนอยู่แล้วที่ {config.home} กู้คืนได้เฉพาะที่ว่าง ระบุด้วย --home",
            f"There is a register in {config.home}. Restore into an empty place: --home DIR.",
        )
    config.make_folders()
    with _opened(options.file) as archive:
        manifest = _manifest_of(archive)
        for name in archive.namelist():
            if found := _FILES.fullmatch(name):
                _extract(archive, name, config.home / name, found[1])
        draft = config.home / f".{REGISTER}"
        _extract(archive, REGISTER, draft, manifest["register"])
    draft.chmod(0o600)
    draft.replace(config.register)
    flush_folder(config.home)
    with Register.open(config.register) as register:
        _check_restored(register, manifest, options.file)
    missing = [] if manifest["originals_included"] else manifest["originals"]
    say([f"กู้คืนแล้วที่ {config.home}", *_where_to_put(missing, config)])
    return ExitCode.OK


def _check_restored(register: Register, manifest: dict[str, Any], file: Path) -> None:
    chain = verify_chain(register.db)
    if chain != (manifest["events"], manifest["head"], None):
        raise _unusable(file, "the record of events is not the one that was backed up")
    with register.transaction():
        record_event(
            register.db,
            at=now(),
            who=operator(),
            what="register.restored",
            subject="register",
            after={"made_at": manifest["made_at"], "head": manifest["head"]},
        )


def _where_to_put(missing: list[str], config: Config) -> Iterator[str]:
    if missing:
        yield f"สำเนานี้ไม่มีต้นฉบับ {len(missing)} แฟ้ม วางไว้ที่ {config.originals} แล้วสั่ง saraban verify"


def _extract(archive: ZipFile, name: str, target: Path, sha256: str | None) -> None:
    """One file of a backup, flushed; raises StorageFailed where its bytes are not `sha256`'s."""
    target.parent.mkdir(parents=True, exist_ok=True)
    seal = hashlib.sha256()
    draft = target.with_name(f".{target.name}"[:250])
    with archive.open(name) as source, draft.open("wb") as into:
        _pour(source, into, seal)
        into.flush()
        os.fsync(into.fileno())
    if sha256 and seal.hexdigest() != sha256:
        draft.unlink()
        raise _unusable(Path(archive.filename or ""), f"{name} is damaged")
    draft.chmod(READ_ONLY)
    draft.replace(target)


@contextmanager
def _opened(file: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(file) as archive:
            yield archive
    except (BadZipFile, zlib.error, KeyError, json.JSONDecodeError) as error:
        raise _unusable(file, str(error)) from error


def _manifest_of(archive: ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    kind = str(manifest["format"]).removeprefix(FORMAT)
    if not kind.isdecimal() or int(kind) > KIND:
        raise _unusable(Path(archive.filename or ""), f"its format is {manifest['format']}")
    return manifest


def _unusable(file: Path, why: str) -> StorageFailed:
    return StorageFailed(
        f"ใช้สำเนาสำรอง {file} ไม่ได้ ({why}) ลองสำเนาอื่น",
        f"The backup {file} cannot be used: {why}. Try another one.",
    )


def _pour(source: IO[bytes], into: IO[bytes], seal: Any) -> None:  # Any: hashlib's is private
    while block := source.read(_BLOCK):
        seal.update(block)
        into.write(block)


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
