-- Questions about people who are not there. On record, so that trying things out is; and the answer takes as long as about somebody who is
-- there and must not be shown, whose log is written first.
CREATE TABLE miss (
    role         TEXT NOT NULL,
    organisation TEXT NOT NULL,
    at           TEXT NOT NULL
);
CREATE INDEX miss_of_organisation ON miss (organisation, at);
