"""What the API says of itself, tried with whatever its description allows, and what it does not.

schemathesis makes up the questions; every answer must be one that the description promises.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from desks import HUSHED
from site_of_samples import Site
from test_web_api import key_of

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "ignored_auth",
)
PER_OPERATION = 12


def test_no_question_breaks_the_api_or_its_promises(desk: Site, tmp_path: Path) -> None:
    cassette = tmp_path / "answers.yaml"
    program = Path(sys.executable).with_name("schemathesis")
    tried = subprocess.run(
        [
            program, "run", f"{desk.address}/api/openapi.json",
            "--header", f"Authorization: Bearer {key_of(desk, 'officer')}",
            "--checks", ",".join(CHECKS), "--max-examples", str(PER_OPERATION),
            "--phases", "examples,coverage,fuzzing", "--generation-deterministic",
            "--request-timeout", "60", "--no-color",
            "--report", "vcr", "--report-vcr-path", cassette, "--output-truncate", "false",
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert tried.returncode == 0, tried.stdout[-6000:] + tried.stderr[-2000:]
    answers = cassette.read_text("utf-8")
    assert answers.count("status:") > PER_OPERATION
    assert HUSHED not in answers
    assert desk.address in answers
