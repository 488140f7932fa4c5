-- The same tables as SQLite's of the same number.
-- Sessions of people and of a municipality's staff, with two ends: without use, and at the latest. The cookie holds 32 random bytes, this
-- table their digest. Sessions from before end here: everybody signs in anew.
DROP TABLE session;
CREATE TABLE session (
    token_digest     TEXT PRIMARY KEY,
    -- By which its holder names it, to end it; worth nothing else.
    id               TEXT NOT NULL UNIQUE,
    -- person | officer
    side             TEXT NOT NULL CHECK (side IN ('person', 'officer')),
    -- The officer's organisation; empty for people.
    authority        TEXT NOT NULL,
    -- The person, or the officer as their organisation names them.
    holder           TEXT NOT NULL,
    -- Kind of browser and of machine, so that its holder knows it again.
    device           TEXT NOT NULL,
    began_at         TEXT NOT NULL,
    -- When its holder last proved who they are (auth_time).
    authenticated_at TEXT NOT NULL,
    -- Without use.
    ends_at          TEXT NOT NULL,
    ends_at_latest   TEXT NOT NULL
);
CREATE INDEX session_of_holder ON session (side, authority, holder);
CREATE INDEX session_end ON session (ends_at);

-- A municipality's staff (職員). An account is known by issuer and subject, never by an address of mail; it is ended, never removed, and its
-- id is never given to somebody else, because what was done under it stays on record.
CREATE TABLE officer (
    authority TEXT NOT NULL,
    id        TEXT NOT NULL,
    name      TEXT NOT NULL,
    -- Words divided by spaces: desk | decider | approver | auditor
    roles     TEXT NOT NULL,
    issuer    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    -- The officer's own record, where the organisation says which: it is not theirs to look at in office. Empty when not said.
    person    TEXT NOT NULL,
    added_at  TEXT NOT NULL,
    ended_at  TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (authority, id)
);
CREATE UNIQUE INDEX officer_of_subject ON officer (issuer, subject) WHERE ended_at = '';

-- Who signs in as whom: a sign-in's issuer and subject, and the person they are. Made by the operator or the municipality, never by itself.
CREATE TABLE identity (
    issuer   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    person   TEXT NOT NULL,
    -- The organisation that said so.
    bound_by TEXT NOT NULL,
    bound_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_of_person ON identity (person);

-- Machines that prove themselves by a signature (private_key_jwt), their public keys, and the proofs that were used.
CREATE TABLE client_key (
    id           TEXT PRIMARY KEY,
    role         TEXT NOT NULL CHECK (role IN ('facility', 'municipality', 'portal')),
    organisation TEXT NOT NULL,
    -- The public key, as JWK.
    jwk          TEXT NOT NULL,
    added_at     TEXT NOT NULL,
    ended_at     TEXT NOT NULL DEFAULT ''
);
CREATE TABLE used_proof (
    client TEXT NOT NULL,
    jti    TEXT NOT NULL,
    -- Until then it would still be good, if it were not in here.
    until  TEXT NOT NULL,
    PRIMARY KEY (client, jti)
);
-- What such a proof is exchanged for is a key like any other, of minutes; empty is a key that has no end.
ALTER TABLE client ADD COLUMN until TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN client_key TEXT NOT NULL DEFAULT '';
