-- Who looked at whose record, and on whose behalf. Append-only; the person reads it.
CREATE SEQUENCE access_sequence;
CREATE TABLE access (
    sequence     BIGINT NOT NULL DEFAULT nextval('access_sequence'),
    authority    TEXT NOT NULL,
    person       TEXT NOT NULL,
    role         TEXT NOT NULL,
    actor        TEXT NOT NULL,
    officer      TEXT NOT NULL,
    action       TEXT NOT NULL,
    at           TEXT NOT NULL,
    PRIMARY KEY (authority, person, sequence)
);
CREATE TRIGGER access_never_changes BEFORE UPDATE OR DELETE ON access FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER access_never_goes BEFORE TRUNCATE ON access FOR EACH STATEMENT EXECUTE FUNCTION append_only();
