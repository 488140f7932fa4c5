-- The access log as a chain, one for each authority: every entry holds the hash of the one before (docs/audit.md has the encoding). What an
-- entry says stands beside the chain, which holds a salted commitment to it: words can go when their time is over, the chain stays.
CREATE TABLE access_chain (
    authority  TEXT NOT NULL,
    -- From 1, without a gap.
    sequence   INTEGER NOT NULL,
    -- Of the encoding.
    version    INTEGER NOT NULL,
    at         TEXT NOT NULL,
    commitment BLOB NOT NULL,
    previous   BLOB NOT NULL,
    hash       BLOB NOT NULL,
    PRIMARY KEY (authority, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE access_look (
    authority    TEXT NOT NULL,
    sequence     INTEGER NOT NULL,
    salt         BLOB NOT NULL,
    -- Whose record.
    person       TEXT NOT NULL,
    -- facility | municipality | person | operator
    role         TEXT NOT NULL,
    -- Who vouches for the subject, and the subject: who really looked.
    issuer       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    organisation TEXT NOT NULL,
    office       TEXT NOT NULL,
    -- The member of staff, as their organisation names them.
    officer      TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    -- As message keys; the reason in the words of who looked.
    purpose      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    action       TEXT NOT NULL,
    -- Which of it, as a JSON array of texts.
    objects      TEXT NOT NULL,
    -- allowed | refused
    decision     TEXT NOT NULL,
    -- Version of the rules by which it was decided.
    policy       TEXT NOT NULL,
    request      TEXT NOT NULL,
    PRIMARY KEY (authority, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_look_of_person ON access_look (authority, person, sequence);

-- Where each log ends: the hash of its last entry, and the peaks of its Merkle tree. Worked out from the chain; kept so that an entry more
-- costs no reading.
CREATE TABLE access_head (
    authority TEXT PRIMARY KEY,
    size      INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    peaks     BLOB NOT NULL
) STRICT;

-- What the hub has signed: the log had this size and this root.
CREATE TABLE access_checkpoint (
    authority TEXT NOT NULL,
    size      INTEGER NOT NULL,
    note      TEXT NOT NULL,
    PRIMARY KEY (authority, size)
) STRICT;

CREATE TRIGGER access_chain_never_changes BEFORE UPDATE ON access_chain BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
CREATE TRIGGER access_chain_never_goes BEFORE DELETE ON access_chain BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
CREATE TRIGGER access_look_never_changes BEFORE UPDATE ON access_look BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
CREATE TRIGGER access_look_never_goes BEFORE DELETE ON access_look BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
CREATE TRIGGER access_checkpoint_never_changes BEFORE UPDATE ON access_checkpoint BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
CREATE TRIGGER access_checkpoint_never_goes BEFORE DELETE ON access_checkpoint BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;

-- The hub moves what is in the log already into the chain when it starts; SQL has no SHA-256.
DROP TRIGGER access_never_changes;
DROP TRIGGER access_never_goes;
ALTER TABLE access RENAME TO earlier_access;
