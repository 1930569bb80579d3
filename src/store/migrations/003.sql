-- What was sent to an entity and not surely taken, as `sync::payload::Doubt`: written before a change is sent, gone in the
-- transaction that stores what the CRM took. Apart from `id_map`, which a run with nothing to do reads as a whole.
CREATE TABLE doubts (
  kind  INTEGER NOT NULL,
  k1    INTEGER NOT NULL,
  k2    INTEGER NOT NULL,
  doubt TEXT NOT NULL,
  PRIMARY KEY (kind, k1, k2)
) WITHOUT ROWID;
