-- The words of entries whose time is over may go, from the oldest on and no further than an entry of the log says.
CREATE TABLE access_forgotten (
    authority TEXT PRIMARY KEY,
    up_to     INTEGER NOT NULL
) STRICT;
DROP TRIGGER access_look_never_goes;
CREATE TRIGGER access_look_never_goes BEFORE DELETE ON access_look
WHEN OLD.sequence > COALESCE((SELECT up_to FROM access_forgotten WHERE authority = OLD.authority), 0)
BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;

-- Roots of the complete subtrees of 256, 65536 … entries, so that the way from one entry up to the root need not read every entry.
CREATE TABLE access_node (
    authority TEXT NOT NULL,
    -- Two to this power entries.
    level     INTEGER NOT NULL,
    place     INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    PRIMARY KEY (authority, level, place)
) STRICT, WITHOUT ROWID;
