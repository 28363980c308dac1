"""Passwords and keys: made, kept as hashes, checked, and how often a guess is let in."""

from __future__ import annotations

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

#: Long rather than odd: what NIST SP 800-63B asks of a password that a person chooses.
SHORTEST = 12
_LONGEST = 256
_HASHER = PasswordHasher()
#: Checked where nobody has the name, so that the answer takes as long.
_NOBODY = _HASHER.hash(secrets.token_urlsafe())


def hashed(password: str) -> str:
    """The Argon2id hash of a password, with its salt and its cost."""
    return _HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one whose hash is kept; None: whoever it was is not known."""
    try:
        _HASHER.verify(kept or _NOBODY, password[:_LONGEST])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


def is_long_enough(password: str) -> bool:
    return SHORTEST <= len(password) <= _LONGEST


def one_time() -> str:
    """A password to be used once, easy to copy by hand: four groups of four."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def new_key() -> str:
    """A key for a program, 256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """What is kept of such a key; it needs no salt, being random itself."""
    return hashlib.sha256(key.encode()).hexdigest()


class Guesses:
    """How often sign-ins may fail: by name, and by the place that they come from."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._by_name = parse("5 per minute")
        self._by_place = parse("30 per minute")

    def are_left(self, name: str, place: str) -> bool:
        """Whether one more guess may be made."""
        return all(self._limiter.test(*window) for window in self._windows(name, place))

    def note_failure(self, name: str, place: str) -> None:
        for window in self._windows(name, place):
            self._limiter.hit(*window)

    def _windows(self, name: str, place: str) -> list[tuple[RateLimitItem, str, str]]:
        by_name = (self._by_name, "name", name.casefold())
        return [by_name, (self._by_place, "place", place)]
