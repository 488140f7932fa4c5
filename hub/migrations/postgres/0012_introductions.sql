-- Somebody a provider vouches for and nobody here knows gets a code; with it their municipality, which has seen who they are, says who they
-- are here. Nobody has an account by it.
CREATE TABLE introduction (
    issuer      TEXT NOT NULL,
    subject     TEXT NOT NULL,
    code_digest TEXT NOT NULL UNIQUE,
    until       TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
