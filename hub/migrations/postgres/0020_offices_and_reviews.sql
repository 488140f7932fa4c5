-- The same columns as SQLite's of the same number.
-- 課: the office an officer works in; the person reads it. Empty on accounts from before it was asked for.
ALTER TABLE officer ADD COLUMN office TEXT NOT NULL DEFAULT '';

-- 緊急の閲覧 is looked through afterwards by another officer, who says once what came of it. Empty while nobody has.
ALTER TABLE preview ADD COLUMN reviewed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE preview ADD COLUMN reviewed_by TEXT NOT NULL DEFAULT '';
-- fine | question
ALTER TABLE preview ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
CREATE INDEX preview_of_purpose ON preview (authority, purpose, begun_at);
