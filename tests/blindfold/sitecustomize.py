"""For processes that stand for another machine: the folder that BLIND_TO names is not there."""

import os
import sys

_HIDDEN = os.environ.get("BLIND_TO")


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event in ("open", "os.listdir", "subprocess.Popen") and _HIDDEN and _HIDDEN in str(args[:2]):
        raise FileNotFoundError(f"{_HIDDEN} is on another machine")


sys.addaudithook(_refuse)
