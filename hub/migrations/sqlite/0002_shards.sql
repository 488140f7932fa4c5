-- Every table a person's rules need carries the shard key (authority, person); keys of requests get a table of their own, because
-- they are kept for months and facts for ever.
CREATE TABLE person (
    id        TEXT PRIMARY KEY,
    -- 団体コード of the municipality or prefecture that holds this person's facts.
    authority TEXT NOT NULL
);
INSERT INTO person (id, authority)
    SELECT person, COALESCE(json_extract(body, '$.authority'), '') FROM fact WHERE kind = 'person'
    ORDER BY sequence ON CONFLICT (id) DO NOTHING;

CREATE TABLE receipt (
    -- The organisation or person that sent a request, the key it gave it, and the digest of what it sent.
    recorder    TEXT NOT NULL,
    key         TEXT NOT NULL,
    digest      TEXT NOT NULL,
    -- What was answered: the same request again is answered the same.
    answer      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (recorder, key)
) WITHOUT ROWID;
CREATE INDEX receipt_age ON receipt (recorded_at);

DROP TRIGGER fact_never_changes;
DROP TRIGGER fact_never_goes;
ALTER TABLE fact RENAME TO earlier_fact;
DROP INDEX fact_of_person;

CREATE TABLE fact (
    -- Registration order over the whole hub: a recorded fact of its own (the rule reference, §16.2).
    sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
    authority   TEXT NOT NULL,
    person      TEXT NOT NULL,
    -- What the fact is about, and which one of them: a later row of the same identity is its newer version (of events, the next event).
    kind        TEXT NOT NULL,
    id          TEXT NOT NULL,
    -- 履歴キー of the version, where the recorder gives one.
    history_key TEXT NOT NULL DEFAULT '',
    -- The organisation or person that recorded it.
    recorder    TEXT NOT NULL,
    -- SHA-256 of what was sent, so that later it can be proved.
    digest      TEXT NOT NULL,
    body        TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);
INSERT INTO fact (sequence, authority, person, kind, id, recorder, digest, body, recorded_at)
    SELECT sequence, (SELECT authority FROM person WHERE id = earlier_fact.person),
           person, kind, id, recorder, digest, body, recorded_at
    FROM earlier_fact;
DROP TABLE earlier_fact;
CREATE INDEX fact_of_person ON fact (authority, person, sequence);
CREATE INDEX fact_by_identity ON fact (kind, id, authority);
CREATE TRIGGER fact_never_changes BEFORE UPDATE ON fact BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
CREATE TRIGGER fact_never_goes BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
