-- 職員プレビュー: the columns are explained in SQLite's file of the same number.
CREATE TABLE preview (
    id        TEXT PRIMARY KEY,
    authority TEXT NOT NULL,
    officer   TEXT NOT NULL,
    session   TEXT NOT NULL,
    person    TEXT NOT NULL,
    purpose   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    begun_at  TEXT NOT NULL,
    ends_at   TEXT NOT NULL,
    ended_at  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX preview_of_officer ON preview (authority, officer, begun_at);
CREATE INDEX preview_of_session ON preview (session);

CREATE INDEX fact_by_number ON fact (authority, (body::jsonb ->> 'recipient_number')) WHERE kind = 'certificate';
CREATE INDEX fact_by_birthday ON fact (authority, (body::jsonb ->> 'born_on')) WHERE kind = 'person';
