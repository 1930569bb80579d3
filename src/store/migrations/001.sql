-- What the tool knows of the account: `amoUserID`, account id, time zone, learned batch sizes.
CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Kinds by stage order, as `domain::Kind::ALL` has them.
CREATE TABLE kinds (code INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO kinds VALUES (0, 'contact'), (1, 'company'), (2, 'product'), (3, 'deal_supplier'), (4, 'deal_srs'),
  (5, 'deal_product'), (6, 'deal_student'), (7, 'deal_course');

-- Platform key to CRM id. Narrow on purpose: a run with nothing to do reads all of it and nothing else.
-- row_hash is null while something of the record is not yet accepted by the CRM.
CREATE TABLE id_map (
  kind     INTEGER NOT NULL,
  k1       INTEGER NOT NULL,
  k2       INTEGER NOT NULL,
  crm_id   INTEGER NOT NULL,
  row_hash INTEGER,
  stale    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, k1, k2)
) WITHOUT ROWID;
CREATE UNIQUE INDEX id_map_by_crm_id ON id_map (kind, crm_id);

-- The last payload that the CRM accepted.
CREATE TABLE sent (
  kind    INTEGER NOT NULL,
  k1      INTEGER NOT NULL,
  k2      INTEGER NOT NULL,
  payload TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  run_id  INTEGER,
  PRIMARY KEY (kind, k1, k2)
) WITHOUT ROWID;

-- The links that the CRM confirmed: from the record's entity to the entity of another kind.
CREATE TABLE links (
  kind     INTEGER NOT NULL,
  k1       INTEGER NOT NULL,
  k2       INTEGER NOT NULL,
  to_kind  INTEGER NOT NULL,
  to_id    INTEGER NOT NULL,
  PRIMARY KEY (kind, k1, k2, to_kind)
) WITHOUT ROWID;
CREATE INDEX links_by_target ON links (to_kind, to_id);

-- Creates that were about to be sent. A row leaves in the transaction that records its outcome;
-- what is found here at a start has an unknown outcome and is looked up before anything is sent.
CREATE TABLE journal (
  kind      INTEGER NOT NULL,
  k1        INTEGER NOT NULL,
  k2        INTEGER NOT NULL,
  batch     INTEGER NOT NULL,
  entity    TEXT NOT NULL,
  watermark INTEGER NOT NULL,
  marker    TEXT NOT NULL,
  payload   TEXT NOT NULL,
  links     TEXT NOT NULL,
  row_hash  INTEGER NOT NULL,
  sent_at   INTEGER NOT NULL,
  run_id    INTEGER,
  PRIMARY KEY (kind, k1, k2)
) WITHOUT ROWID;

CREATE TABLE runs (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  command   TEXT NOT NULL,
  host      TEXT NOT NULL,
  pid       INTEGER NOT NULL,
  started   INTEGER NOT NULL,
  ended     INTEGER,
  exit_code INTEGER,
  report    TEXT
);

-- Records that are not sent as they are: refused by the CRM, or invalid before sending.
CREATE TABLE rejects (
  kind        INTEGER NOT NULL,
  k1          INTEGER NOT NULL,
  k2          INTEGER NOT NULL,
  outcome     TEXT NOT NULL,
  reasons     TEXT NOT NULL,
  row_hash    INTEGER NOT NULL,
  schema_age  INTEGER NOT NULL,
  first_seen  INTEGER NOT NULL,
  last_seen   INTEGER NOT NULL,
  run_id      INTEGER,
  PRIMARY KEY (kind, k1, k2)
) WITHOUT ROWID;

-- Chains that stopped before their end. `position` is the first action that is not done.
CREATE TABLE chains (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  label    TEXT NOT NULL,
  actions  TEXT NOT NULL,
  position INTEGER NOT NULL,
  error    TEXT,
  created  INTEGER NOT NULL
);

-- The account's shape, as last read.
CREATE TABLE amo_fields (
  entity     TEXT NOT NULL,
  id         INTEGER NOT NULL,
  name       TEXT NOT NULL,
  code       TEXT,
  type       TEXT NOT NULL,
  raw        TEXT NOT NULL,
  PRIMARY KEY (entity, id)
) WITHOUT ROWID;
CREATE TABLE amo_field_values (
  entity   TEXT NOT NULL,
  field_id INTEGER NOT NULL,
  id       INTEGER NOT NULL,
  value    TEXT NOT NULL,
  code     TEXT,
  sort     INTEGER,
  PRIMARY KEY (entity, field_id, id)
) WITHOUT ROWID;
CREATE TABLE amo_funnels (
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  sort    INTEGER NOT NULL,
  is_main INTEGER NOT NULL
);
CREATE TABLE amo_funnel_statuses (
  funnel_id INTEGER NOT NULL,
  id        INTEGER NOT NULL,
  name      TEXT NOT NULL,
  sort      INTEGER NOT NULL,
  type      INTEGER NOT NULL,
  PRIMARY KEY (funnel_id, id)
) WITHOUT ROWID;
