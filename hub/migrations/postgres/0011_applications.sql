-- Forms under way: one row for each, replaced as the person types, and gone when it is sent or nobody has touched it for a month. No fact.
CREATE TABLE draft (
    authority   TEXT NOT NULL,
    person      TEXT NOT NULL,
    -- The application it will be.
    application TEXT NOT NULL,
    -- Who fills it in, and the only one who sees it.
    actor       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    -- Answers and offers.
    body        TEXT NOT NULL,
    -- Counts the savings, so that two windows do not overwrite each other unseen.
    version     BIGINT NOT NULL,
    saved_at    TEXT NOT NULL,
    until       TEXT NOT NULL,
    PRIMARY KEY (authority, person, actor, application)
);
CREATE INDEX draft_end ON draft (until);

-- Files with an application, as kept: stripped, and never changed. One that was never applied with may go; one that was, may not.
CREATE TABLE attachment (
    authority   TEXT NOT NULL,
    person      TEXT NOT NULL,
    application TEXT NOT NULL,
    id          TEXT NOT NULL,
    media       TEXT NOT NULL,
    size        BIGINT NOT NULL,
    digest      TEXT NOT NULL,
    body        BYTEA NOT NULL,
    actor       TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (authority, person, application, id)
);
CREATE TRIGGER attachment_never_changes BEFORE UPDATE ON attachment FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE FUNCTION stays_with_its_application() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF EXISTS (SELECT 1 FROM fact WHERE kind = 'application' AND id = OLD.application AND authority = OLD.authority
               AND person = OLD.person) THEN
        RAISE EXCEPTION 'attachments are append-only';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER attachment_stays_with_its_application BEFORE DELETE ON attachment
    FOR EACH ROW EXECUTE FUNCTION stays_with_its_application();

-- Applications to be handed to an authority that takes packages; one row each until it is fetched.
CREATE TABLE package (
    authority   TEXT NOT NULL,
    person      TEXT NOT NULL,
    -- Sequence of the event that was sent.
    fact        BIGINT NOT NULL,
    application TEXT NOT NULL,
    digest      TEXT NOT NULL,
    body        BYTEA NOT NULL,
    made_at     TEXT NOT NULL,
    PRIMARY KEY (authority, person, fact)
);
