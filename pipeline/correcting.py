"""What a person says a letter says, and where a scan's letters begin, from the command line."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from correspondence_db import corrections
from correspondence_db.corrections import NotThere
from extract.thaitext import fold_digits
from extract.values import WrongValue
from pipeline.asking import now, open_register, operator
from pipeline.config import Config
from pipeline.exits import ExitCode, NotFound, Stop
from pipeline.terminal import say, say_json
from pipeline.wording import field_name


def correct(config: Config, options: Namespace) -> ExitCode:
    """Put a value right, add one, say that there is none, or take back what was said of it."""
    said: dict[str, Any] = {"who": operator(), "at": now()}
    letter_id, field, position = options.id, options.field, options.position
    with open_register(config) as register, _as_stops():
        if options.add:
            position = corrections.add(register, letter_id, field, options.value, **said)
        elif options.remove:
            letter_id = corrections.remove(register, letter_id, field, position, **said)
        elif options.undo:
            _undone(corrections.withdraw(register, letter_id, field, position, **said), options)
        else:
            letter_id = corrections.correct(
                register, letter_id, field, position, options.value, **said
            )
    return _answer(options, letter_id, position)


def confirm(config: Config, options: Namespace) -> ExitCode:
    """Take what the register has for right."""
    with open_register(config) as register, _as_stops():
        letter_id = corrections.confirm(
            register, options.id, options.field, options.position, who=operator(), at=now()
        )
    return _answer(options, letter_id, options.position)


def settle(config: Config, options: Namespace) -> ExitCode:
    """Lay a doubt about a letter to rest."""
    with open_register(config) as register, _as_stops():
        said: dict[str, Any] = {"who": operator(), "at": now()}
        doubt = options.id, options.field, options.reason
        if options.undo:
            _undone(corrections.reopen(register, *doubt, **said), options)
        else:
            corrections.settle(register, *doubt, choice=options.letter, **said)
    return _answer(options, options.id, 0)


def split(config: Config, options: Namespace) -> ExitCode:
    """Split a scan where its letters begin."""
    starts = [int(page) for page in fold_digits(options.pages).split(",") if page.strip().isdigit()]
    with open_register(config) as register, _as_stops():
        sha256 = corrections.scan_called(register, options.scan)
        letters = corrections.resplit(register, sha256, starts, who=operator(), at=now())
    if options.json:
        say_json({"sha256": sha256, "letters": list(letters)})
    else:
        say([f"แบ่งใหม่แล้ว: {' '.join(f'[{letter_id}]' for letter_id in letters)}"])
    return ExitCode.OK


def _answer(options: Namespace, letter_id: int, position: int) -> ExitCode:
    """Say of which letter something was recorded: a corrected number may make it another one."""
    if options.json:
        say_json({"letter_id": letter_id, "field": options.field, "position": position})
    else:
        say([f"บันทึกแล้ว: [{letter_id}] {field_name(options.field)}"])
    return ExitCode.OK


def _undone(was_said: bool, options: Namespace) -> None:
    if not was_said:
        raise NotThere(
            f"ไม่มีการแก้ไข {options.field} ของหนังสือ [{options.id}] ให้ยกเลิก",
            f"Nothing was said of {options.field} of letter [{options.id}].",
        )


@contextmanager
def _as_stops() -> Iterator[None]:
    try:
        yield
    except WrongValue as error:
        raise Stop(error.thai, error.english) from error
    except NotThere as error:
        raise NotFound(error.thai, error.english) from error
