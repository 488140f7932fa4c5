-- 職員プレビュー: an officer sees for some minutes what a person sees. The access log has what happened; this table knows what still runs.
CREATE TABLE preview (
    id        TEXT PRIMARY KEY,
    authority TEXT NOT NULL,
    officer   TEXT NOT NULL,
    -- The officer's session; it ends with it.
    session   TEXT NOT NULL,
    -- Empty: nobody was found, or nobody whom this officer may see.
    person    TEXT NOT NULL,
    purpose   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    begun_at  TEXT NOT NULL,
    -- Never later than this.
    ends_at   TEXT NOT NULL,
    ended_at  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX preview_of_officer ON preview (authority, officer, begun_at);
CREATE INDEX preview_of_session ON preview (session);

-- By which an officer finds somebody of their own municipality.
CREATE INDEX fact_by_number ON fact (authority, json_extract(body, '$.recipient_number')) WHERE kind = 'certificate';
CREATE INDEX fact_by_birthday ON fact (authority, json_extract(body, '$.born_on')) WHERE kind = 'person';
