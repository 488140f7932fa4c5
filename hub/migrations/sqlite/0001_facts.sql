-- Facts, append-only. A correction is a new row; nothing is ever changed or removed (the triggers below see to it).
CREATE TABLE fact (
    -- Registration order over the whole hub: a recorded fact of its own (the rule reference, §16.2).
    sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Whose fact. Opaque; with the authority the shard key of everything a person's rules need.
    person      TEXT NOT NULL,
    -- person | certificate | registration | household | source | charge
    kind        TEXT NOT NULL,
    -- Identity within the person and kind; a later row of the same identity is its newer version (not for charges).
    id          TEXT NOT NULL,
    -- The organisation that recorded it, and the key under which it did: sending twice records once.
    recorder    TEXT NOT NULL,
    key         TEXT NOT NULL,
    -- SHA-256 of what was sent: the same key with another body is a conflict, never a silent change.
    digest      TEXT NOT NULL,
    body        TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    UNIQUE (recorder, key)
);
CREATE INDEX fact_of_person ON fact (person, sequence);

CREATE TRIGGER fact_never_changes BEFORE UPDATE ON fact BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
CREATE TRIGGER fact_never_goes BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;

-- Machines that may speak to the hub, each for one organisation. Only the digest of a key is kept.
CREATE TABLE client (
    key_digest   TEXT PRIMARY KEY,
    role         TEXT NOT NULL CHECK (role IN ('facility', 'municipality')),
    organisation TEXT NOT NULL
);

-- A signed-in person's session. The cookie holds 32 random bytes, this table their digest.
CREATE TABLE session (
    token_digest TEXT PRIMARY KEY,
    person       TEXT NOT NULL,
    expires_at   TEXT NOT NULL
);
