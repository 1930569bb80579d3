-- The record has left the platform, and what `on_missing` asks for was done.
ALTER TABLE id_map ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
-- A digest of the account's shape at the time: when it changes, the record is tried again.
ALTER TABLE rejects RENAME COLUMN schema_age TO schema_digest;
