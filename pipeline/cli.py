"""The command `saraban`: parse, call, exit code."""

from __future__ import annotations

import os
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from pipeline.config import Config, read_config
from pipeline.exits import ENDINGS, OUR_FAULTS, ExitCode, as_stop
from pipeline.terminal import speak_utf8, warn

Command = Callable[[Config, Namespace], ExitCode]

# The modules behind the commands; one is imported only when its command runs, so that asking
# for help, or for the due list, does not wait for the image libraries.
INTAKE = "pipeline.intake"
QUESTIONS = "pipeline.questions"
LISTS = "pipeline.lists"
DOING = "pipeline.doing"
CORRECTING = "pipeline.correcting"
AUDITING = "pipeline.auditing"
USERS = "pipeline.users"
SERVING = "pipeline.web.serving"
LOG = "pipeline.log"
ASIDE = "pipeline.aside"
AGAIN = "pipeline.again"
VERIFYING = "pipeline.verifying"
BACKING = "pipeline.backing"
RETIRING = "pipeline.retiring"
_READING = ("ingest", "watch")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `pipeline.exits` has the table."""
    speak_utf8()
    options = _parser().parse_args(arguments)
    try:
        config = read_config(getattr(options, "home", None), os.environ, Path.cwd())
        if options.command in _READING:
            import_module("pipeline.warm").begin()
        command: Command = getattr(import_module(options.module), options.command)
        return command(config, options)
    except BrokenPipeError:  # the reader has enough: saraban export | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return ExitCode.OK
    except OUR_FAULTS:
        raise
    except ENDINGS as error:
        stop = as_stop(error)
        warn([stop.thai, stop.english])
        return stop.code


def _count(text: str) -> int:
    """A whole number above zero; argparse tells of the ValueError."""
    count = int(text)
    if count < 1:
        raise ValueError(text)
    return count


def _parser() -> ArgumentParser:
    everywhere = ArgumentParser(add_help=False)
    everywhere.add_argument(
        "--home", metavar="DIR", default=SUPPRESS, help="where the register lives (SARABAN_HOME)"
    )
    answering = ArgumentParser(add_help=False)
    answering.add_argument("--json", action="store_true", help="answer in JSON, for programs")

    spanning = ArgumentParser(add_help=False)
    spanning.add_argument("--before", metavar="DATE", help="only until 2026-12-25, or ๒๕/๑๒/๒๕๖๙")
    spanning.add_argument("--since", metavar="DATE", help="also from before the register began")

    parser = ArgumentParser(
        prog="saraban",
        parents=[everywhere],
        description="Reads scanned Thai official letters: who owes what, to whom, by when.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, module: str, summary: str, *more: ArgumentParser) -> ArgumentParser:
        parents = [everywhere, *more]
        added = commands.add_parser(name, parents=parents, help=summary, description=summary)
        added.set_defaults(module=module)
        return added

    add("init", INTAKE, "make an empty register and its inbox")
    ingest = add("ingest", INTAKE, "read scans, or folders of them, into the register", answering)
    ingest.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    ingest.add_argument("--jobs", type=_count, metavar="N", help="read so many pages at once")
    ingest.add_argument("--scheduler", metavar="URL", help="by many machines: tcp://HOST:8786")
    ingest.add_argument("--profile", action="store_true", help="tell where the time went")
    add("watch", INTAKE, "read whatever arrives in the inbox, until Ctrl-C")
    due = add("due", LISTS, "what every office owes, to whom, by when", answering, spanning)
    due.add_argument("--office", metavar="OFFICE", help="only what this office owes")
    due.add_argument("--creditor", metavar="OFFICE", help="only what is owed to this office")
    due.add_argument("--letter", metavar="LETTER", help="only what this letter asks")
    due.add_argument("--file", type=Path, metavar="FILE", help="write FILE.xlsx, .csv or .ics")
    grid = add("grid", LISTS, "who has done what a directive asks", answering, spanning)
    grid.add_argument("letter", metavar="LETTER", help="its number, or its id in [brackets]")
    grid.add_argument("--file", type=Path, metavar="FILE", help="write FILE.xlsx or .csv")
    register = add("register", LISTS, "the receive register (แบบที่ 13)", answering)
    register.add_argument("--office", metavar="OFFICE", help="only this office's")
    register.add_argument("--file", type=Path, metavar="FILE", help="write FILE.xlsx or .csv")
    trace = add("trace", QUESTIONS, "the chain of a letter, from its origin down", answering)
    trace.add_argument("number", metavar="NUMBER", help="in either kind of digits")
    findings = add("findings", AUDITING, "where chains are broken, late or at odds", answering)
    findings.add_argument("number", nargs="?", metavar="NUMBER", help="only this letter's chain")
    show = add("show", QUESTIONS, "every value of a letter with its evidence", answering)
    show.add_argument("id", type=int, metavar="ID", help="the number in [brackets]")
    show.add_argument(
        "--evidence", type=Path, metavar="FILE", help="draw it on its pages: FILE.pdf or FILE.png"
    )
    review = add("review", QUESTIONS, "what is doubtful, least sure first, and why", answering)
    review.add_argument("--limit", type=_count, metavar="N", help="at most so many")
    search = add("search", QUESTIONS, "where all words of a text stand", answering)
    search.add_argument("text", metavar="TEXT")
    export = add("export", QUESTIONS, "the whole register as JSON (saraban-export/1)")
    export.add_argument("--text", action="store_true", help="add the text of every page")
    _add_keeping(add, answering)
    _add_deeds(add)
    _add_corrections(add, answering)
    _add_serving(add)
    _add_users(add, answering)
    return parser


def _add_deeds(add: Callable[..., ArgumentParser]) -> None:
    recording = ArgumentParser(add_help=False)
    recording.add_argument("duty", type=int, metavar="DUTY", help="the number behind #")
    recording.add_argument("--period", metavar="PERIOD", help="2026-03, มีนาคม 2569, ๒๕/๓/๒๕๖๙")
    recording.add_argument("--office", metavar="OFFICE", help="where it binds several")
    done = add("done", DOING, "record that a duty is done", recording)
    done.add_argument("--by", metavar="LETTER|NOTE", required=True, help="the letter that did it")
    done.add_argument("--on", metavar="DATE", help="the day, if not the letter's, or today")
    add("undo", DOING, "take back that a duty was done", recording)


def _add_corrections(add: Callable[..., ArgumentParser], answering: ArgumentParser) -> None:
    about = ArgumentParser(add_help=False)
    about.add_argument("id", type=int, metavar="ID", help="the number in [brackets]")
    about.add_argument("field", metavar="FIELD", help="as show --json names it")
    placed = ArgumentParser(add_help=False)
    placed.add_argument("--position", type=int, default=0, metavar="N", help="of several, from 0")
    correct = add("correct", CORRECTING, "say what a letter says", answering, about, placed)
    correct.add_argument("value", nargs="?", default="", metavar="VALUE", help="days in any script")
    other = correct.add_mutually_exclusive_group()
    other.add_argument("--add", action="store_true", help="one that was not read")
    other.add_argument("--remove", action="store_true", help="the letter has no such thing")
    other.add_argument("--undo", action="store_true", help="take back what was said last")
    add("confirm", CORRECTING, "say that a value is right", answering, about, placed)
    settle = add("settle", CORRECTING, "lay a doubt to rest", answering, about)
    settle.add_argument("reason", metavar="REASON", help="as review --json names it")
    settle.add_argument("--letter", type=int, metavar="ID", help="the letter that is cited")
    settle.add_argument("--undo", action="store_true", help="ask it again")
    split = add("split", CORRECTING, "say on which pages letters begin", answering)
    split.add_argument("scan", metavar="SCAN", help="its file name, or how its SHA-256 begins")
    split.add_argument("pages", metavar="PAGES", help="1,3,6")


def _add_serving(add: Callable[..., ArgumentParser]) -> None:
    serve = add("serve", SERVING, "show the register in the browser, until Ctrl-C")
    serve.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen")
    serve.add_argument("--port", type=int, default=8000, metavar="PORT", help="0 for a free one")
    serve.add_argument("--expose", action="store_true", help="let other machines in")
    serve.add_argument("--name", action="append", metavar="HOST", help="a name it is asked by")
    serve.add_argument("--certificate", metavar="FILE", help="serve HTTPS with this certificate")
    serve.add_argument("--key", metavar="FILE", help="the certificate's private key")
    serve.add_argument(
        "--no-watch", dest="watch", action="store_false", help="leave the inbox to another process"
    )


def _add_users(add: Callable[..., ArgumentParser], answering: ArgumentParser) -> None:
    user = add("user", USERS, "who may sign in to the pages")
    actions = user.add_subparsers(dest="command", required=True, metavar="ACTION")

    def action(name: str, command: str, summary: str, *parents: ArgumentParser) -> ArgumentParser:
        added = actions.add_parser(name, parents=list(parents), help=summary, description=summary)
        added.set_defaults(command=command)
        return added

    rights = ArgumentParser(add_help=False)
    rights.add_argument("name", metavar="NAME")
    rights.add_argument("--office", metavar="OFFICE", help="sees it and those below; none: all")
    rights.add_argument(
        "--clearance", type=int, choices=range(4), help="0 none, 1 ลับ, 2 ลับมาก, 3 ลับที่สุด"
    )
    roles = ("clerk", "officer", "auditor", "administrator")
    added = action("add", "add", "let a person in", rights)
    added.add_argument("--role", choices=roles, required=True)
    added.set_defaults(clearance=0)
    changed = action("change", "change", "change a person's rights", rights)
    changed.add_argument("--role", choices=roles)
    changed.add_argument("--access", choices=("open", "closed"), help="may the person sign in")
    action("password", "password", "a new one-time password").add_argument("name", metavar="NAME")
    action("list", "list_users", "everyone who may sign in", answering)


def _add_keeping(add: Callable[..., ArgumentParser], answering: ArgumentParser) -> None:
    """The commands by which a register is looked after."""
    add("quarantine", ASIDE, "files that could not be read, and why", answering)
    retry = add("retry", AGAIN, "read again what could not be read", answering)
    retry.add_argument("name", nargs="?", metavar="NAME", help="a file's name, or its hash")
    retry.add_argument("--all", action="store_true", help="everything that was set aside")
    retry.add_argument("--gaps", action="store_true", help="the unread pages of stored scans")
    add("verify", VERIFYING, "check that nothing was lost or changed", answering)
    backup = add("backup", BACKING, "write register and originals to one file")
    backup.add_argument("file", type=Path, metavar="FILE", help="FILE.zip")
    backup.add_argument("--no-originals", action="store_true", help="only their hashes")
    restore = add("restore", BACKING, "bring a backup back into an empty home")
    restore.add_argument("file", type=Path, metavar="FILE")
    retire = add("retire", RETIRING, "let go what was kept long enough", answering)
    retire.add_argument("--dry-run", action="store_true", help="only list it")
    hold = add("hold", RETIRING, "keep a letter whatever its years")
    hold.add_argument("letter", metavar="LETTER")
    hold.add_argument("--lift", action="store_true", help="its years count again")
    keep = add("keep", RETIRING, "say how long a letter is kept, by its class")
    keep.add_argument("letter", metavar="LETTER")
    keep.add_argument("--class", dest="of_class", metavar="CLASS", required=True)
    log = add("log", LOG, "what was done, by whom, the latest first", answering)
    log.add_argument("subject", nargs="?", metavar="SUBJECT", help='"letter 7", "duty 12"')
    log.add_argument("--limit", type=_count, default=50, metavar="N", help="at most so many (50)")
