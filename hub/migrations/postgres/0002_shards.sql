-- The same tables as SQLite's of the same number (before it there was no PostgreSQL). No key or index leaves the shard key out, so
-- that a table can be divided by authority as it stands: docs/scale.md.
CREATE TABLE person (
    id        TEXT PRIMARY KEY,
    authority TEXT NOT NULL
);

CREATE TABLE receipt (
    recorder    TEXT NOT NULL,
    key         TEXT NOT NULL,
    digest      TEXT NOT NULL,
    answer      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (recorder, key)
);
CREATE INDEX receipt_age ON receipt (recorded_at);

CREATE SEQUENCE fact_sequence;
CREATE TABLE fact (
    sequence    BIGINT NOT NULL DEFAULT nextval('fact_sequence'),
    authority   TEXT NOT NULL,
    person      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    id          TEXT NOT NULL,
    history_key TEXT NOT NULL DEFAULT '',
    recorder    TEXT NOT NULL,
    digest      TEXT NOT NULL,
    body        TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (authority, person, sequence)
);
CREATE INDEX fact_by_identity ON fact (kind, id, authority);

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'facts are append-only'; END $$;
CREATE TRIGGER fact_never_changes BEFORE UPDATE OR DELETE ON fact FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER fact_never_goes BEFORE TRUNCATE ON fact FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE TABLE client (
    key_digest   TEXT PRIMARY KEY,
    role         TEXT NOT NULL CHECK (role IN ('facility', 'municipality')),
    organisation TEXT NOT NULL
);

CREATE TABLE session (
    token_digest TEXT PRIMARY KEY,
    person       TEXT NOT NULL,
    expires_at   TEXT NOT NULL
);
