"""`saraban serve`: the pages, with the inbox watched beside them, until Ctrl-C."""

from __future__ import annotations

import gc
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import uvicorn
from starlette.middleware.trustedhost import TrustedHostMiddleware

from correspondence_db import accounts
from correspondence_db.owing import office_labelled
from correspondence_db.store import Register
from pipeline.config import Config
from pipeline.exits import ExitCode, Stop
from pipeline.terminal import say
from pipeline.web.app import create_app
from pipeline.web.passwords import hashed, one_time

FIRST_NAME = "admin"
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
_RESTART_SECONDS = 5.0
_POLITENESS = 10  # the watcher's niceness: pages are answered first


def serve(config: Config, options: Namespace) -> ExitCode:
    """Answer in the browser until Ctrl-C or SIGTERM; a first start makes one administrator."""
    _check_exposure(options)
    # uvicorn raises what it was ended by once more, for us to end the watcher by
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.make_folders()
    with Register.open(config.register) as register:
        say(_welcome(register))
    app = create_app(config, https_only=bool(options.certificate))
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_names(options))
    settings = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
    )
    _be_ready()
    with _listening(options.host, options.port) as door, _watcher(config, options):
        scheme = "https" if options.certificate else "http"
        say([f"เปิดที่ {scheme}://{_shown(options.host)}:{door.getsockname()[1]}/ (Ctrl-C เพื่อหยุด)"])
        uvicorn.Server(settings).run(sockets=[door])
    return ExitCode.OK


def _be_ready() -> None:
    """Load what the first answer would wait for, and have no answer wait while it is looked
    through for garbage: it stays."""
    office_labelled("")
    gc.collect()
    gc.freeze()


def _check_exposure(options: Namespace) -> None:
    """Beyond this machine only by request: passwords would go over the wire in the clear."""
    if not _is_loopback(options.host) and not options.expose:
        raise Stop(
            f"{options.host} เปิดให้เครื่องอื่นเข้าถึงได้ ถ้าตั้งใจ ให้เพิ่ม --expose "
            "และควรใช้ --certificate กับ --key",
            f"{options.host} lets other machines in. If you mean it, add --expose, "
            "and better --certificate and --key too.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _names(options: Namespace) -> list[str]:
    """The names that a browser may ask by: another site's name that leads here is refused."""
    if options.name:
        return [*_LOOPBACK_NAMES, *options.name]
    return list(_LOOPBACK_NAMES) if _is_loopback(options.host) else ["*"]


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _welcome(register: Register) -> Iterator[str]:
    """Makes the first administrator where nobody is known yet, and tells the password once."""
    if accounts.users(register):
        return
    password = one_time()
    accounts.add_user(
        register,
        name=FIRST_NAME,
        role="administrator",
        office=None,
        clearance=0,
        password_hash=hashed(password),
        who="saraban",
        at=datetime.now().astimezone(),
    )
    yield f"ผู้ดูแลระบบคนแรก: ชื่อ {FIRST_NAME} รหัสผ่านครั้งแรก {password}"
    yield f"The first administrator: name {FIRST_NAME}, one-time password {password}"


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The port to answer at; with 0 a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as door:
        yield door


@contextmanager
def _watcher(config: Config, options: Namespace) -> Iterator[None]:
    """Reads the inbox in a process of its own, started again should it ever fall."""
    if not options.watch:
        yield
        return
    over = threading.Event()
    keeper = threading.Thread(target=_keep_watching, args=(config, over))
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep_watching(config: Config, over: threading.Event) -> None:
    command = [sys.executable, "-m", "pipeline", "--home", str(config.home), "watch"]
    while not over.is_set():
        with subprocess.Popen(command, preexec_fn=lambda: os.nice(_POLITENESS)) as child:  # noqa: PLW1509
            while child.poll() is None and not over.wait(0.2):
                pass
            child.terminate()
        over.wait(_RESTART_SECONDS)
