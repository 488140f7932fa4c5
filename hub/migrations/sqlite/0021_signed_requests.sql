-- Requests that a machine has signed (RFC 9421), as they came, so that what a facility sent can be shown to anybody: the lines that were
-- signed (with the digest of the body), the signature, the body. And which registrations came with which. Never changed, never removed.
CREATE TABLE signed_request (
    id         TEXT PRIMARY KEY,
    client_key TEXT NOT NULL,
    base       TEXT NOT NULL,
    signature  TEXT NOT NULL,
    body       BLOB NOT NULL,
    at         TEXT NOT NULL
) STRICT;
CREATE TABLE signed_registration (
    recorder TEXT NOT NULL,
    -- The sender's key of the registration, as in receipt.
    name     TEXT NOT NULL,
    request  TEXT NOT NULL,
    PRIMARY KEY (recorder, name)
) STRICT;
-- Every request of this machine must be signed by its key.
ALTER TABLE client_key ADD COLUMN signs TEXT NOT NULL DEFAULT '';
CREATE TRIGGER signed_request_never_changes BEFORE UPDATE ON signed_request BEGIN SELECT RAISE(ABORT, 'what was signed is append-only'); END;
CREATE TRIGGER signed_request_never_goes BEFORE DELETE ON signed_request BEGIN SELECT RAISE(ABORT, 'what was signed is append-only'); END;
CREATE TRIGGER signed_registration_never_changes BEFORE UPDATE ON signed_registration BEGIN SELECT RAISE(ABORT, 'what was signed is append-only'); END;
CREATE TRIGGER signed_registration_never_goes BEFORE DELETE ON signed_registration BEGIN SELECT RAISE(ABORT, 'what was signed is append-only'); END;
