-- Links that the CRM may hold beside those of `links`: sent and not confirmed, or about to be undone.
CREATE TABLE loose_links (
  kind     INTEGER NOT NULL,
  k1       INTEGER NOT NULL,
  k2       INTEGER NOT NULL,
  to_kind  INTEGER NOT NULL,
  to_id    INTEGER NOT NULL,
  PRIMARY KEY (kind, k1, k2, to_kind, to_id)
) WITHOUT ROWID;
