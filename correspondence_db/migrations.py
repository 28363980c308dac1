"""The register's schema, as numbered steps. A step is never edited, only followed by another.

What a scan says is written once and never changed: scans, pages, copies, copy_pages, evidence,
receipts, citations, attachments, obligations, debtors, and the doubts of its reader. What follows
from all scans together is worked out again whenever one arrives (`correspondence_db.joining`):
letters, best_readings, letter_offices, links, the target of each citation, the doubts that come of
joining, and who owes what (offices, demands, debts, proposals).
What people say that a letter says (corrections) is written by them, too, and withdrawn, never
deleted: `copies.reading` stays the machine's, and the rows of a copy are that reading with the
corrections in it.
What people say was done (deeds) is written by them, and withdrawn, never deleted. What anybody or
the program did (events) is written once, each row sealed by the one before.

Dates are ISO 8601 (C.E.); boxes are JSON arrays of page pixels, [left, top, right, bottom].
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("correspondence_db")

_SCANS = (
    """
    CREATE TABLE scans (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
        file TEXT NOT NULL,
        pages INTEGER NOT NULL CHECK (pages > 0),
        received_on TEXT NOT NULL,
        stored_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        scan_id INTEGER NOT NULL REFERENCES scans (id),
        number INTEGER NOT NULL CHECK (number > 0),
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        dpi INTEGER NOT NULL,
        blind TEXT NOT NULL,  -- the characters the engine could not print
        text TEXT NOT NULL,   -- the print without stamps, a line a line
        words TEXT NOT NULL CHECK (json_valid(words)),
        steps TEXT NOT NULL CHECK (json_valid(steps)),
        UNIQUE (scan_id, number)
    ) STRICT
    """,
    "CREATE VIRTUAL TABLE page_index USING fts5 (text, tokenize = 'trigram')",
)

_LETTERS = (
    """
    CREATE TABLE letters (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        identity TEXT NOT NULL UNIQUE,
        held INTEGER NOT NULL CHECK (held IN (0, 1)),  -- 0: known from citations alone
        best_copy_id INTEGER REFERENCES copies (id),
        number TEXT,
        number_key TEXT,
        date TEXT,
        sender TEXT,
        sender_key TEXT,
        subject TEXT,
        CHECK (held = (best_copy_id IS NOT NULL))
    ) STRICT
    """,
    "CREATE INDEX letters_number ON letters (number_key)",
    "CREATE INDEX letters_sender_date ON letters (sender_key, date)",
    "CREATE INDEX letters_best_copy ON letters (best_copy_id)",
    "CREATE VIRTUAL TABLE letter_index USING fts5 (number, sender, subject, tokenize = 'trigram')",
    """
    CREATE TABLE copies (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        letter_id INTEGER NOT NULL REFERENCES letters (id),
        scan_id INTEGER NOT NULL REFERENCES scans (id),
        position INTEGER NOT NULL CHECK (position >= 0),  -- among the scan's letters
        quality REAL NOT NULL,
        blind INTEGER NOT NULL CHECK (blind IN (0, 1)),   -- read by an engine without all digits
        reading TEXT NOT NULL CHECK (json_valid(reading)),
        UNIQUE (scan_id, position)
    ) STRICT
    """,
    "CREATE INDEX copies_letter ON copies (letter_id)",
    """
    CREATE TABLE copy_pages (
        copy_id INTEGER NOT NULL REFERENCES copies (id),
        position INTEGER NOT NULL,
        page_id INTEGER NOT NULL REFERENCES pages (id),
        own INTEGER NOT NULL CHECK (own IN (0, 1)),  -- 0: a page of its attachments
        PRIMARY KEY (copy_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX copy_pages_page ON copy_pages (page_id)",
    """
    CREATE TABLE evidence (
        id INTEGER PRIMARY KEY,
        copy_id INTEGER NOT NULL REFERENCES copies (id),
        field TEXT NOT NULL,
        position INTEGER NOT NULL,
        value TEXT NOT NULL,
        key TEXT,  -- readings of one field agree when their keys do; NULL: a number left blank
        raw TEXT NOT NULL,
        page INTEGER NOT NULL,
        box TEXT NOT NULL CHECK (json_valid(box)),
        rule TEXT NOT NULL,
        confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
        UNIQUE (copy_id, field, position)
    ) STRICT
    """,
    "CREATE INDEX evidence_addressees ON evidence (value) WHERE field = 'addressees'",
    """
    CREATE TABLE best_readings (
        letter_id INTEGER NOT NULL REFERENCES letters (id),
        field TEXT NOT NULL,
        evidence_id INTEGER NOT NULL REFERENCES evidence (id),
        PRIMARY KEY (letter_id, field)
    ) STRICT, WITHOUT ROWID
    """,
)

_CONTENTS = (
    """
    CREATE TABLE receipts (
        id INTEGER PRIMARY KEY,
        copy_id INTEGER NOT NULL REFERENCES copies (id),
        position INTEGER NOT NULL,
        office TEXT,
        office_key TEXT,
        number INTEGER,
        date TEXT,
        time TEXT,
        page INTEGER NOT NULL,
        box TEXT NOT NULL CHECK (json_valid(box)),
        UNIQUE (copy_id, position)
    ) STRICT
    """,
    "CREATE INDEX receipts_office ON receipts (office_key)",
    """
    CREATE TABLE citations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        copy_id INTEGER NOT NULL REFERENCES copies (id),
        position INTEGER NOT NULL,  -- among all citations of the copy: where its evidence is
        context TEXT NOT NULL CHECK (context IN ('attachment', 'reference', 'body')),
        slot INTEGER NOT NULL,      -- among the citations of its context
        identity TEXT,              -- of the letter it names, when the citation alone tells
        number_key TEXT,
        date TEXT,
        sender_key TEXT,
        target_id INTEGER REFERENCES letters (id),
        UNIQUE (copy_id, position)
    ) STRICT
    """,
    "CREATE INDEX citations_number ON citations (number_key)",
    "CREATE INDEX citations_sender_date ON citations (sender_key, date)",
    "CREATE INDEX citations_target ON citations (target_id)",
    """
    CREATE TABLE links (
        letter_id INTEGER NOT NULL REFERENCES letters (id),
        target_id INTEGER NOT NULL REFERENCES letters (id),
        kind TEXT NOT NULL CHECK (kind IN ('forwards', 'refers')),
        evidence TEXT NOT NULL CHECK (json_valid(evidence)),
        score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
        PRIMARY KEY (letter_id, target_id),
        CHECK (letter_id <> target_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX links_target ON links (target_id)",
    """
    CREATE TABLE attachments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        copy_id INTEGER NOT NULL REFERENCES copies (id),
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        quantity INTEGER,
        unit TEXT,
        url TEXT,
        pages TEXT NOT NULL CHECK (json_valid(pages)),
        citation_id INTEGER REFERENCES citations (id),
        UNIQUE (copy_id, position)
    ) STRICT
    """,
    "CREATE INDEX attachments_citation ON attachments (citation_id)",
    """
    CREATE TABLE obligations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        copy_id INTEGER NOT NULL REFERENCES copies (id),
        position INTEGER NOT NULL,
        action TEXT NOT NULL,
        text TEXT NOT NULL,
        creditor TEXT,
        kind TEXT NOT NULL CHECK (kind IN ('date', 'recurring', 'relative', 'ongoing', 'none')),
        date TEXT,
        time TEXT,
        rrule TEXT,
        days INTEGER,
        business INTEGER NOT NULL CHECK (business IN (0, 1)),
        start TEXT CHECK (start IN ('receipt', 'letter')),
        page INTEGER NOT NULL,
        box TEXT NOT NULL CHECK (json_valid(box)),
        UNIQUE (copy_id, position)
    ) STRICT
    """,
    """
    CREATE TABLE debtors (
        obligation_id INTEGER NOT NULL REFERENCES obligations (id),
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (obligation_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX debtors_name ON debtors (name)",
    """
    CREATE TABLE doubts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        copy_id INTEGER NOT NULL REFERENCES copies (id),
        citation_id INTEGER REFERENCES citations (id),  -- not NULL: it came of joining
        field TEXT NOT NULL,
        reason TEXT NOT NULL,
        page INTEGER NOT NULL,
        box TEXT CHECK (box IS NULL OR json_valid(box)),
        letters TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(letters))  -- the ids it lies between
    ) STRICT
    """,
    "CREATE INDEX doubts_copy ON doubts (copy_id)",
    "CREATE INDEX doubts_citation ON doubts (citation_id)",
)


@migrations(name="0001_scans_and_letters")
def scans_and_letters(db: Database) -> None:
    """Scans and what they say; letters and how they hang together."""
    for statement in (*_SCANS, *_LETTERS, *_CONTENTS):
        db.execute(statement)


@migrations(name="0002_codes")
def codes(db: Database) -> None:
    """The QR codes of each page, so that pages come back as they were read."""
    db.execute(
        "ALTER TABLE pages ADD COLUMN codes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(codes))"
    )


@migrations(name="0003_deeds")
def deeds(db: Database) -> None:
    """What was done about a duty, round by round, office by office."""
    db.execute(
        """
        CREATE TABLE deeds (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            obligation_id INTEGER NOT NULL REFERENCES obligations (id),
            office TEXT NOT NULL,
            due TEXT,                                -- the round; NULL: a duty that comes once
            done_on TEXT NOT NULL,
            copy_id INTEGER REFERENCES copies (id),  -- of the letter by which it was done
            note TEXT,
            recorded_at TEXT NOT NULL,
            withdrawn_at TEXT,
            CHECK (copy_id IS NOT NULL OR note IS NOT NULL)
        ) STRICT
        """
    )
    db.execute("CREATE INDEX deeds_obligation ON deeds (obligation_id)")


@migrations(name="0004_copies_of_one_letter")
def copies_of_one_letter(db: Database) -> None:
    """What each copy says that it is, and doubts from holding letters against each other."""
    db.execute("ALTER TABLE copies ADD COLUMN identity TEXT")
    db.execute("CREATE INDEX copies_identity ON copies (identity)")
    db.execute("UPDATE copies SET identity = (SELECT identity FROM letters WHERE id = letter_id)")
    db.execute(
        """
        ALTER TABLE doubts
        ADD COLUMN compared INTEGER NOT NULL DEFAULT 0 CHECK (compared IN (0, 1))
        """
    )
    for field in ("number", "date"):
        db.execute(f"CREATE INDEX evidence_{field} ON evidence (key) WHERE field = '{field}'")


@migrations(name="0005_kinds_of_links")
def kinds_of_links(db: Database) -> None:
    """What a letter is to one that it cites, by which rule, in what words."""
    for statement in (
        "ALTER TABLE links RENAME TO old_links",
        """
        CREATE TABLE links (
            letter_id INTEGER NOT NULL REFERENCES letters (id),
            target_id INTEGER NOT NULL REFERENCES letters (id),
            kind TEXT NOT NULL CHECK (kind IN (
                'forwards', 'cancels', 'extends', 'amends', 'reminds', 'replies', 'refers'
            )),
            rule TEXT NOT NULL,
            words TEXT,
            evidence TEXT NOT NULL CHECK (json_valid(evidence)),
            score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
            PRIMARY KEY (letter_id, target_id),
            CHECK (letter_id <> target_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        INSERT INTO links SELECT letter_id, target_id, kind, 'joined before', NULL, evidence, score
        FROM old_links
        """,
        "DROP TABLE old_links",
        "CREATE INDEX links_target ON links (target_id)",
    ):
        db.execute(statement)


@migrations(name="0006_own_readings")
def own_readings(db: Database) -> None:
    """A letter's number and date by its own copies alone, beside what they are taken to be."""
    for statement in (
        "ALTER TABLE letters ADD COLUMN own_number_key TEXT",
        "ALTER TABLE letters ADD COLUMN own_date TEXT",
        "UPDATE letters SET own_number_key = number_key, own_date = date",
        "CREATE INDEX letters_own_number ON letters (own_number_key)",
        "CREATE INDEX letters_own_date ON letters (sender_key, own_date)",
    ):
        db.execute(statement)


@migrations(name="0007_names_of_letters")
def names_of_letters(db: Database) -> None:
    """Held letters are called by their first copies; two may trade names: all lay theirs down."""
    first = """
        SELECT sha256 || '|' || position FROM copies JOIN scans ON scans.id = scan_id
        WHERE letter_id = letters.id ORDER BY sha256, position LIMIT 1
    """
    for name in ("'letter ' || id", f"({first})"):
        db.execute(f"UPDATE letters SET identity = {name} WHERE held")  # noqa: S608 - our own names


@migrations(name="0010_events")
def events(db: Database) -> None:
    """What was done, by whom, when: each row sealed by the one before (`audit`)."""
    for statement in (
        """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            who TEXT NOT NULL,
            what TEXT NOT NULL,
            subject TEXT NOT NULL,
            before TEXT CHECK (before IS NULL OR json_valid(before)),
            after TEXT CHECK (after IS NULL OR json_valid(after)),
            previous TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
        ) STRICT
        """,
        "CREATE INDEX events_subject ON events (subject, id)",
        """
        CREATE TRIGGER events_never_change BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END
        """,
        """
        CREATE TRIGGER events_never_go BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END
        """,
        # REPLACE deletes without the trigger above.
        """
        CREATE TRIGGER events_only_follow BEFORE INSERT ON events
        WHEN NEW.id <> (SELECT coalesce(max(id), 0) + 1 FROM events)
        BEGIN SELECT RAISE(ABORT, 'events only follow one another'); END
        """,
    ):
        db.execute(statement)


@migrations(name="0011_gaps")
def gaps(db: Database) -> None:
    """Why a page could not be read; '' for one that was."""
    db.execute("ALTER TABLE pages ADD COLUMN gap TEXT NOT NULL DEFAULT ''")


@migrations(name="0012_intake")
def intake(db: Database) -> None:
    """Every file handed in and what became of it; pages of scans that are being read."""
    for statement in (
        """
        CREATE TABLE intake (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,   -- as it came, what is no text in it escaped
            place TEXT UNIQUE,    -- where the file waits; NULL: nothing waits any more
            sha256 TEXT CHECK (length(sha256) = 64),
            state TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'done', 'quarantined')),
            pages INTEGER,
            pages_read INTEGER NOT NULL DEFAULT 0,
            tries INTEGER NOT NULL DEFAULT 0,
            reason TEXT,
            thai TEXT,
            english TEXT,
            detail TEXT,
            updated_at TEXT NOT NULL,
            CHECK ((state = 'done') = (place IS NULL)),
            CHECK (state <> 'quarantined' OR reason IS NOT NULL)
        ) STRICT
        """,
        "CREATE INDEX intake_state ON intake (state, id)",
        "CREATE INDEX intake_sha256 ON intake (sha256)",
        """
        CREATE TABLE page_results (
            sha256 TEXT NOT NULL,
            number INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,  -- of all that the reading depends on beside the page
            page TEXT NOT NULL CHECK (json_valid(page)),
            PRIMARY KEY (sha256, number, fingerprint)
        ) STRICT, WITHOUT ROWID
        """,
    ):
        db.execute(statement)


@migrations(name="0020_who_may_see")
def who_may_see(db: Database) -> None:
    """How urgent and how secret a letter is, and which offices it concerns.

    A secrecy level that is not known yet is NULL, which no clearance reaches; registers made
    before are gone through when they are opened (`correspondence_db.concern.note_unknown`).
    """
    for statement in (
        "ALTER TABLE letters ADD COLUMN urgency TEXT",
        "ALTER TABLE letters ADD COLUMN secrecy TEXT",  # the highest that any copy says
        """
        ALTER TABLE letters
        ADD COLUMN secrecy_level INTEGER CHECK (secrecy_level BETWEEN 0 AND 3)
        """,
        "CREATE INDEX letters_unnoted ON letters (id) WHERE secrecy_level IS NULL",
        """
        CREATE TABLE letter_offices (
            letter_id INTEGER NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
            office_key TEXT NOT NULL,  -- an office by its label, or a circle: "district@..."
            own INTEGER NOT NULL CHECK (own IN (0, 1)),  -- 0: by a letter that passes it on
            PRIMARY KEY (letter_id, office_key)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX letter_offices_office ON letter_offices (office_key, letter_id)",
    ):
        db.execute(statement)


@migrations(name="0021_catalogue")
def catalogue(db: Database) -> None:
    """A letter's form, and the register by date, so that a page of its list is found at once."""
    for statement in (
        "ALTER TABLE letters ADD COLUMN form TEXT",
        """
        UPDATE letters SET form = (
            SELECT value FROM best_readings JOIN evidence ON evidence.id = evidence_id
            WHERE letter_id = letters.id AND best_readings.field = 'form'
        )
        """,
        "CREATE INDEX letters_held_by_date ON letters (date, id) WHERE held",
        "CREATE INDEX letters_urgent ON letters (urgency, date, id) WHERE urgency IS NOT NULL",
    ):
        db.execute(statement)


@migrations(name="0022_corrections")
def corrections(db: Database) -> None:
    """What people say that a letter says, by the page on which it begins in its scan.

    kind 'settle' lays a doubt to rest (its value tells which), 'split' has the pages on which the
    scan's letters begin, on page 0. Of those about one value the last that stands counts.
    """
    for statement in (
        """
        CREATE TABLE corrections (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            scan_id INTEGER NOT NULL REFERENCES scans (id),
            page INTEGER NOT NULL,
            field TEXT NOT NULL,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (
                kind IN ('confirm', 'correct', 'remove', 'add', 'settle', 'split')
            ),
            value TEXT CHECK (value IS NULL OR json_valid(value)),
            before TEXT CHECK (before IS NULL OR json_valid(before)),
            was TEXT,                                 -- the words of the item, to know it again
            raw TEXT NOT NULL,
            at_page INTEGER NOT NULL,                 -- where the value is to be seen
            box TEXT CHECK (box IS NULL OR json_valid(box)),
            who TEXT NOT NULL,
            at TEXT NOT NULL,
            withdrawn_at TEXT
        ) STRICT
        """,
        "CREATE INDEX corrections_letter ON corrections (scan_id, page)",
        "ALTER TABLE copies ADD COLUMN first_page INTEGER",
        """
        UPDATE copies SET first_page = (
            SELECT number FROM copy_pages JOIN pages ON pages.id = page_id
            WHERE copy_id = copies.id AND copy_pages.position = 0
        )
        """,
        # how many of its lists people have put right: such a copy is the best
        "ALTER TABLE copies ADD COLUMN attended INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE evidence ADD COLUMN said_at TEXT",  # not NULL: a person's word
        """
        ALTER TABLE obligations
        ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
        """,
        """
        ALTER TABLE doubts
        ADD COLUMN settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1))
        """,
    ):
        db.execute(statement)


@migrations(name="0023_open_questions")
def open_questions(db: Database) -> None:
    """What a doubt is about, and how sure its reading is: the least sure are found at once."""
    for statement in (
        "ALTER TABLE doubts ADD COLUMN evidence_id INTEGER",  # of several in its box the first
        "ALTER TABLE doubts ADD COLUMN asked TEXT",  # its field
        "ALTER TABLE doubts ADD COLUMN sureness REAL NOT NULL DEFAULT 0",
        """
        UPDATE doubts SET evidence_id = (
            SELECT min(id) FROM evidence
            WHERE copy_id = doubts.copy_id AND page = doubts.page AND box = doubts.box
                AND (field = doubts.field OR field LIKE doubts.field || '.%')
        )
        """,
        """
        UPDATE doubts SET
            asked = coalesce((SELECT field FROM evidence WHERE id = evidence_id), field),
            sureness = coalesce((SELECT confidence FROM evidence WHERE id = evidence_id), 0)
        """,
        """
        CREATE INDEX doubts_open ON doubts (sureness, copy_id, asked, page, box, id)
        WHERE NOT settled
        """,
    ):
        db.execute(statement)


@migrations(name="0030_accounts")
def accounts(db: Database) -> None:
    """Who may sign in, and the keys of their programs; passwords and keys as hashes alone."""
    db.execute(
        """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(name) BETWEEN 1 AND 64),
            role TEXT NOT NULL CHECK (role IN ('clerk', 'officer', 'auditor', 'administrator')),
            office TEXT,
            clearance INTEGER NOT NULL CHECK (clearance BETWEEN 0 AND 3),
            password_hash TEXT NOT NULL,
            must_change INTEGER NOT NULL DEFAULT 1 CHECK (must_change IN (0, 1)),
            serial INTEGER NOT NULL DEFAULT 0,
            language TEXT NOT NULL DEFAULT 'th' CHECK (language IN ('th', 'en')),
            digits TEXT NOT NULL DEFAULT 'thai' CHECK (digits IN ('thai', 'arabic')),
            is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
            created_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE tokens (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users (id),
            label TEXT NOT NULL,
            scope TEXT NOT NULL CHECK (scope IN ('api', 'calendar')),
            hash TEXT NOT NULL UNIQUE,
            created_at TEXT NOT NULL,
            revoked_at TEXT
        ) STRICT
        """
    )
    db.execute("CREATE INDEX tokens_user ON tokens (user_id)")


@migrations(name="0040_debts")
def debts(db: Database) -> None:
    """Which office owes which duty, as a look-up (`reckoning`, `debts`)."""
    for statement in (
        """
        CREATE TABLE offices (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,  -- the label of an office, or a group that no table resolves
            key TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX offices_key ON offices (key)",
        """
        CREATE TABLE demands (
            obligation_id INTEGER PRIMARY KEY REFERENCES obligations (id) ON DELETE CASCADE,
            creditor_id INTEGER REFERENCES offices (id),
            mover INTEGER NOT NULL CHECK (mover IN (0, 1)),  -- 1: it gives another duty a new day
            first TEXT,  -- the day from which a recurring duty counts
            ends TEXT    -- and from which it is cancelled
        ) STRICT
        """,
        "CREATE INDEX demands_creditor ON demands (creditor_id)",
        """
        CREATE TABLE debts (
            office_id INTEGER NOT NULL REFERENCES offices (id),
            obligation_id INTEGER NOT NULL REFERENCES obligations (id) ON DELETE CASCADE,
            via INTEGER,       -- the place among the debtors of the group through which it owes
            received_on TEXT,  -- the office's own day
            falls_due TEXT,    -- of a duty that comes once
            listed INTEGER NOT NULL CHECK (listed IN (0, 1)),  -- 0: done, ended, or a mover
            done_through TEXT,  -- of a recurring duty: the last round before which none is open
            done_beyond TEXT,   -- those behind the first open one that are done: days, as JSON
            PRIMARY KEY (office_id, obligation_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX debts_obligation ON debts (obligation_id)",
        """
        CREATE INDEX debts_listed ON debts (office_id, falls_due, done_through, listed)
        WHERE listed
        """,
        """
        CREATE INDEX debts_recurring ON debts (office_id, done_through, done_beyond, listed)
        WHERE listed AND done_through IS NOT NULL
        """,
        "CREATE INDEX demands_recurring ON demands (first) WHERE first IS NOT NULL",
        "DROP INDEX deeds_obligation",
        "CREATE INDEX deeds_duty ON deeds (obligation_id, office, due)",
        "ALTER TABLE links ADD COLUMN writer_id INTEGER REFERENCES offices (id)",
        "DROP INDEX links_target",
        "CREATE INDEX links_target ON links (target_id, writer_id)",
        """
        CREATE INDEX links_changing ON links (target_id) WHERE kind IN ('extends', 'cancels')
        """,
        """
        CREATE INDEX letters_secret ON letters (secrecy_level) WHERE secrecy_level > 0
        """,
    ):
        db.execute(statement)


@migrations(name="0050_docket")
def docket(db: Database) -> None:
    """Doubts in the order in which they are asked about, one after the other."""
    db.execute("CREATE INDEX doubts_in_turn ON doubts (sureness, id) WHERE NOT settled")


@migrations(name="0013_keeping")
def keeping(db: Database) -> None:
    """How long scans are kept; when one was retired, its pages and its original went."""
    db.execute(
        """
        CREATE TABLE keeping (
            scan_id INTEGER PRIMARY KEY REFERENCES scans (id),
            class TEXT NOT NULL DEFAULT 'general',
            held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
            retired_at TEXT
        ) STRICT
        """
    )


@migrations(name="0060_duties_at_hand")
def duties_at_hand(db: Database) -> None:
    """What lists of duties show, beside each duty; which letters may have met it, what it serves.

    All of it follows from the letters, as debts do: both are worked out anew when the register is
    opened next (`correspondence_db.reckoning.settle_unknown`).
    """
    for statement in (
        "DELETE FROM debts",
        "DROP TABLE demands",
        """
        CREATE TABLE demands (
            obligation_id INTEGER PRIMARY KEY REFERENCES obligations (id) ON DELETE CASCADE,
            creditor_id INTEGER REFERENCES offices (id),
            mover INTEGER NOT NULL CHECK (mover IN (0, 1)),  -- 1: it gives another duty a new day
            first TEXT,  -- the day from which a recurring duty counts
            ends TEXT,   -- and from which it is cancelled
            serves_id INTEGER,  -- the duty of the creditor's that it is collected for
            letter_id INTEGER NOT NULL,
            number TEXT,
            letter_date TEXT,
            sender TEXT,
            subject TEXT,
            file TEXT NOT NULL,
            stored_on TEXT NOT NULL,
            debtors TEXT NOT NULL CHECK (json_valid(debtors))  -- as the letter names them
        ) STRICT
        """,
        "CREATE INDEX demands_creditor ON demands (creditor_id)",
        """
        CREATE TABLE proposals (
            office_id INTEGER NOT NULL REFERENCES offices (id),
            obligation_id INTEGER NOT NULL REFERENCES obligations (id) ON DELETE CASCADE,
            letter_id INTEGER NOT NULL,
            PRIMARY KEY (office_id, obligation_id, letter_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX proposals_obligation ON proposals (obligation_id)",
    ):
        db.execute(statement)


@migrations(name="0061_log_by_person_and_day")
def log_by_person_and_day(db: Database) -> None:
    """What one person did, and what was done on a day, without going through the whole log."""
    db.execute("CREATE INDEX events_who ON events (who, id)")
    db.execute("CREATE INDEX events_day ON events (substr(at, 1, 10), id)")
