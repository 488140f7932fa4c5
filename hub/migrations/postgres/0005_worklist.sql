-- What waits for a municipality's staff is found without reading everything else.
CREATE INDEX fact_worklist ON fact (authority, kind, sequence) WHERE kind IN ('application', 'proposal');
