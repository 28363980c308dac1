"""Who may use the register (ผู้ใช้): people with their roles, and the keys of their programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from correspondence_db.audit import record_event
from correspondence_db.record import Row, insert
from correspondence_db.store import Register

Role = Literal["clerk", "officer", "auditor", "administrator"]
Language = Literal["th", "en"]
Digits = Literal["thai", "arabic"]
Scope = Literal["api", "calendar"]


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in.

    `office` is the one whose letters, and those of the offices below it, the person sees; None is
    every office. `clearance` is the highest secrecy seen: 0 none, 1 ลับ, 2 ลับมาก, 3 ลับที่สุด.
    `serial` grows when all sessions of the person are to end; `must_change` asks for a password of
    the person's own.
    """

    id: int
    name: str
    role: Role
    office: str | None
    clearance: int
    password_hash: str
    must_change: bool
    serial: int
    language: Language
    digits: Digits
    is_active: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A key by which a program asks in a person's name; only its hash is kept."""

    id: int
    user_id: int
    label: str
    scope: Scope
    created_at: str
    revoked_at: str | None


class NameTaken(Exception):
    """Somebody has this name already, in whatever case."""


# --- people


def users(register: Register) -> list[User]:
    """Everyone, by name."""
    return [_user(row) for row in register.db.query("SELECT * FROM users ORDER BY name")]


def user_called(register: Register, name: str) -> User | None:
    """The person who signs in by this name, whatever its case."""
    rows = register.db.query("SELECT * FROM users WHERE name = ?", [name])
    return next(map(_user, rows), None)


def user_numbered(register: Register, user_id: int) -> User | None:
    rows = register.db.query("SELECT * FROM users WHERE id = ?", [user_id])
    return next(map(_user, rows), None)


def add_user(
    register: Register,
    *,
    name: str,
    role: Role,
    office: str | None,
    clearance: int,
    password_hash: str,
    who: str,
    at: datetime,
) -> int:
    """Let a person in, who must choose a password at the first sign-in; gives the person's id.

    Raises NameTaken.
    """
    granted = {"role": role, "office": office, "clearance": clearance}
    facts = {"name": name, "password_hash": password_hash, "created_at": at.isoformat()}
    with register.transaction():
        if user_called(register, name):
            raise NameTaken(name)
        user_id = insert(register.db, "users", **facts, **granted)
        record_event(
            register.db, at=at, who=who, what="user.add", subject=f"user {name}", after=granted
        )
    return user_id


def change_user(
    register: Register, user: User, changes: Mapping[str, Any], *, who: str, at: datetime
) -> None:
    """Give a person another role, office, clearance, or take the person's access (`is_active`).

    All sessions of the person end.
    """
    before = {field: getattr(user, field) for field in changes}
    with register.transaction():
        _update(register, user, {**changes, "serial": user.serial + 1})
        record_event(
            register.db,
            at=at,
            who=who,
            what="user.change",
            subject=f"user {user.name}",
            before=before,
            after=dict(changes),
        )


def set_password(
    register: Register, user: User, password_hash: str, *, by_owner: bool, who: str, at: datetime
) -> None:
    """A new password; all sessions end. One that others set is to be changed at once."""
    changes = {
        "password_hash": password_hash,
        "must_change": not by_owner,
        "serial": user.serial + 1,
    }
    with register.transaction():
        _update(register, user, changes)
        record_event(register.db, at=at, who=who, what="user.password", subject=f"user {user.name}")


def set_preferences(register: Register, user: User, language: Language, digits: Digits) -> None:
    """How a person wants to read the pages."""
    with register.transaction():
        _update(register, user, {"language": language, "digits": digits})


def _update(register: Register, user: User, changes: Mapping[str, Any]) -> None:
    columns = ", ".join(f"{column} = :{column}" for column in changes)
    register.db.execute(
        f"UPDATE users SET {columns} WHERE id = :id",  # noqa: S608 - our own names of columns
        {**changes, "id": user.id},
    )


def _user(row: Row) -> User:
    facts = {name: row[name] for name in User.__slots__}
    return User(
        **facts | {"must_change": bool(row["must_change"]), "is_active": bool(row["is_active"])}
    )


# --- their programs


def add_token(
    register: Register, user: User, *, label: str, scope: Scope, token_hash: str, at: datetime
) -> None:
    """Keep the hash of a new key; a new calendar key ends the one before."""
    with register.transaction():
        if scope == "calendar":
            register.db.execute(
                """
                UPDATE tokens SET revoked_at = ?
                WHERE user_id = ? AND scope = 'calendar' AND revoked_at IS NULL
                """,
                [at.isoformat(), user.id],
            )
        insert(
            register.db,
            "tokens",
            user_id=user.id,
            label=label,
            scope=scope,
            hash=token_hash,
            created_at=at.isoformat(),
        )
        record_event(
            register.db,
            at=at,
            who=user.name,
            what="token.add",
            subject=f"user {user.name}",
            after={"label": label, "scope": scope},
        )


def tokens_of(register: Register, user: User) -> list[Token]:
    """A person's keys that still open, the newest first."""
    rows = register.db.query(
        "SELECT * FROM tokens WHERE user_id = ? AND revoked_at IS NULL ORDER BY id DESC", [user.id]
    )
    return [Token(**{name: row[name] for name in Token.__slots__}) for row in rows]


def revoke_token(register: Register, user: User, token_id: int, at: datetime) -> None:
    """End one of a person's own keys; another's stays."""
    with register.transaction():
        register.db.execute(
            "UPDATE tokens SET revoked_at = ? WHERE id = ? AND user_id = ? AND revoked_at IS NULL",
            [at.isoformat(), token_id, user.id],
        )
        record_event(
            register.db,
            at=at,
            who=user.name,
            what="token.revoke",
            subject=f"user {user.name}",
            before={"token": token_id},
        )


def user_of_token(register: Register, token_hash: str, scope: Scope) -> User | None:
    """Whose key it is, while both the key and the person's access last."""
    rows = register.db.query(
        """
        SELECT users.* FROM tokens JOIN users ON users.id = user_id
        WHERE hash = ? AND scope = ? AND revoked_at IS NULL AND is_active
        """,
        [token_hash, scope],
    )
    return next(map(_user, rows), None)
