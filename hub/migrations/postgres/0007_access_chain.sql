-- The access log as a chain, one for each authority: the columns are explained in SQLite's file of the same number.
CREATE TABLE access_chain (
    authority  TEXT NOT NULL,
    sequence   BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    at         TEXT NOT NULL,
    commitment BYTEA NOT NULL,
    previous   BYTEA NOT NULL,
    hash       BYTEA NOT NULL,
    PRIMARY KEY (authority, sequence)
);

CREATE TABLE access_look (
    authority    TEXT NOT NULL,
    sequence     BIGINT NOT NULL,
    salt         BYTEA NOT NULL,
    person       TEXT NOT NULL,
    role         TEXT NOT NULL,
    issuer       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    organisation TEXT NOT NULL,
    office       TEXT NOT NULL,
    officer      TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    purpose      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    action       TEXT NOT NULL,
    objects      TEXT NOT NULL,
    decision     TEXT NOT NULL,
    policy       TEXT NOT NULL,
    request      TEXT NOT NULL,
    PRIMARY KEY (authority, sequence)
);
CREATE INDEX access_look_of_person ON access_look (authority, person, sequence);

-- One row an authority, written again and again: with room left in the page, the index need not be touched.
CREATE TABLE access_head (
    authority TEXT PRIMARY KEY,
    size      BIGINT NOT NULL,
    hash      BYTEA NOT NULL,
    peaks     BYTEA NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE access_checkpoint (
    authority TEXT NOT NULL,
    size      BIGINT NOT NULL,
    note      TEXT NOT NULL,
    PRIMARY KEY (authority, size)
);

CREATE TRIGGER access_chain_never_changes BEFORE UPDATE OR DELETE ON access_chain FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER access_chain_never_goes BEFORE TRUNCATE ON access_chain FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER access_look_never_changes BEFORE UPDATE OR DELETE ON access_look FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER access_look_never_goes BEFORE TRUNCATE ON access_look FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER access_checkpoint_never_changes BEFORE UPDATE OR DELETE ON access_checkpoint FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER access_checkpoint_never_goes BEFORE TRUNCATE ON access_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- The hub moves what is in the log already into the chain when it starts.
DROP TRIGGER access_never_changes ON access;
DROP TRIGGER access_never_goes ON access;
ALTER TABLE access RENAME TO earlier_access;
