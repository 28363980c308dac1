"""What was found among all letters: at once in a small register, by a helper in a large one."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from site_of_samples import Site

from correspondence_db.access import ALL_SEEING, viewer_of_office
from correspondence_db.findings import findings
from correspondence_db.graph import graph_of
from correspondence_db.store import Register
from pipeline.web import auditing
from pipeline.web.auditing import Audit, Found, look


def test_in_a_small_register_it_is_found_at_once(desk: Site) -> None:
    path = desk.home / "register.db"
    with Register.open(path) as register:
        found = Audit().among(register, path, ALL_SEEING)
        assert found
        assert found.findings == findings(graph_of(register))
        assert found.letters.keys() == {i for one in found.findings for i in one.letter_ids}


def test_what_took_long_stays_fresh_longer(desk: Site) -> None:
    with Register.open(desk.home / "register.db") as register:
        found = look(register, viewer_of_office("อำเภอกันทรวิชัย", 0))
    slow = found._replace(seconds=30.0)
    assert slow.is_fresh(found.at + timedelta(minutes=9))
    assert not slow.is_fresh(found.at + timedelta(minutes=11))


def test_a_large_register_is_looked_through_aside_even_if_the_helper_dies(
    desk: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "_SMALL", 0)
    path, audit = desk.home / "register.db", Audit()
    with Register.open(path) as register:
        assert audit.among(register, path, ALL_SEEING) is None
        assert audit._helper
        (helper,) = audit._helper._processes
        os.kill(helper, signal.SIGKILL)
        found = _in_the_end(audit, register, path)
        assert found.findings == findings(graph_of(register))
    audit.close()


def _in_the_end(audit: Audit, register: Register, path: Path) -> Found:
    while (found := audit.among(register, path, ALL_SEEING)) is None:
        time.sleep(0.05)
    return found
