-- What is to be handed on to the portals that ask for it, and announcements on their way.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    authority   TEXT NOT NULL,
    person      TEXT NOT NULL,
    -- Sequence of the fact to be handed on; written in the same transaction as the fact.
    fact        INTEGER NOT NULL,
    -- Handed out and not acknowledged: again after this moment.
    again_at    TEXT NOT NULL
);
CREATE INDEX outbox_due ON outbox (again_at, id);

CREATE TABLE announcement (
    authority   TEXT NOT NULL,
    id          TEXT NOT NULL,
    body        TEXT NOT NULL,
    -- People of one wave, and seconds between two.
    wave        INTEGER NOT NULL,
    pause       INTEGER NOT NULL,
    next_at     TEXT NOT NULL,
    -- The last person it has reached, in the order of their ids.
    reached     TEXT NOT NULL,
    done        INTEGER NOT NULL,
    PRIMARY KEY (authority, id)
);
CREATE INDEX person_of_authority ON person (authority, id);

-- Portals of others may come in, too.
ALTER TABLE client RENAME TO earlier_client;
CREATE TABLE client (
    key_digest   TEXT PRIMARY KEY,
    role         TEXT NOT NULL CHECK (role IN ('facility', 'municipality', 'portal')),
    organisation TEXT NOT NULL
);
INSERT INTO client SELECT key_digest, role, organisation FROM earlier_client;
DROP TABLE earlier_client;
