-- Who looked at whose record, and on whose behalf. Append-only; the person reads it.
CREATE TABLE access (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    authority    TEXT NOT NULL,
    person       TEXT NOT NULL,
    -- facility | municipality | person
    role         TEXT NOT NULL,
    -- The organisation's code, or the id of the person who looked.
    actor        TEXT NOT NULL,
    -- The member of staff, as their organisation names them.
    officer      TEXT NOT NULL,
    -- What was looked at or done, as a message key.
    action       TEXT NOT NULL,
    at           TEXT NOT NULL
);
CREATE INDEX access_of_person ON access (authority, person, sequence);
CREATE TRIGGER access_never_changes BEFORE UPDATE ON access BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
CREATE TRIGGER access_never_goes BEFORE DELETE ON access BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
