-- What is to be handed on to the portals that ask for it, and announcements on their way.
CREATE SEQUENCE outbox_id;
CREATE TABLE outbox (
    id          BIGINT NOT NULL DEFAULT nextval('outbox_id'),
    authority   TEXT NOT NULL,
    person      TEXT NOT NULL,
    fact        BIGINT NOT NULL,
    again_at    TEXT NOT NULL,
    PRIMARY KEY (authority, id)
);
CREATE INDEX outbox_due ON outbox (again_at, id);

CREATE TABLE announcement (
    authority   TEXT NOT NULL,
    id          TEXT NOT NULL,
    body        TEXT NOT NULL,
    wave        BIGINT NOT NULL,
    pause       BIGINT NOT NULL,
    next_at     TEXT NOT NULL,
    reached     TEXT NOT NULL,
    done        BIGINT NOT NULL,
    PRIMARY KEY (authority, id)
);
CREATE INDEX person_of_authority ON person (authority, id);

ALTER TABLE client DROP CONSTRAINT client_role_check;
ALTER TABLE client ADD CONSTRAINT client_role_check CHECK (role IN ('facility', 'municipality', 'portal'));
