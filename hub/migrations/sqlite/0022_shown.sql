-- Whose pages the holder of a session looks at: another person they may act for. Nothing: their own. It goes with the session.
ALTER TABLE session ADD COLUMN shown TEXT;
