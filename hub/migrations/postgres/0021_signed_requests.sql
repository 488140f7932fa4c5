-- The same tables as SQLite's of the same number.
-- Requests that a machine has signed (RFC 9421), as they came, so that what a facility sent can be shown to anybody: the lines that were
-- signed (with the digest of the body), the signature, the body. And which registrations came with which. Never changed, never removed.
CREATE TABLE signed_request (
    id         TEXT PRIMARY KEY,
    client_key TEXT NOT NULL,
    base       TEXT NOT NULL,
    signature  TEXT NOT NULL,
    body       BYTEA NOT NULL,
    at         TEXT NOT NULL
);
CREATE TABLE signed_registration (
    recorder TEXT NOT NULL,
    -- The sender's key of the registration, as in receipt.
    name     TEXT NOT NULL,
    request  TEXT NOT NULL,
    PRIMARY KEY (recorder, name)
);
-- Every request of this machine must be signed by its key.
ALTER TABLE client_key ADD COLUMN signs TEXT NOT NULL DEFAULT '';
CREATE TRIGGER signed_request_never_changes BEFORE UPDATE OR DELETE ON signed_request FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER signed_request_never_goes BEFORE TRUNCATE ON signed_request FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER signed_registration_never_changes BEFORE UPDATE OR DELETE ON signed_registration FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER signed_registration_never_goes BEFORE TRUNCATE ON signed_registration FOR EACH STATEMENT EXECUTE FUNCTION append_only();
