-- The words of entries whose time is over may go, from the oldest on and no further than an entry of the log says.
CREATE TABLE access_forgotten (
    authority TEXT PRIMARY KEY,
    up_to     BIGINT NOT NULL
);
DROP TRIGGER access_look_never_changes ON access_look;
CREATE TRIGGER access_look_never_changes BEFORE UPDATE ON access_look FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE FUNCTION words_may_go() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF OLD.sequence > COALESCE((SELECT up_to FROM access_forgotten WHERE authority = OLD.authority), 0) THEN
        RAISE EXCEPTION 'the access log is append-only';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER access_look_goes_in_time BEFORE DELETE ON access_look FOR EACH ROW EXECUTE FUNCTION words_may_go();

-- Roots of the complete subtrees of 256, 65536 … entries, so that the way from one entry up to the root need not read every entry.
CREATE TABLE access_node (
    authority TEXT NOT NULL,
    -- Two to this power entries.
    level     BIGINT NOT NULL,
    place     BIGINT NOT NULL,
    hash      BYTEA NOT NULL,
    PRIMARY KEY (authority, level, place)
);
