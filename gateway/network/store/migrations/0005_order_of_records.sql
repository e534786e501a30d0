-- The order in which the store took records about persons, whatever the clocks said: taken: when the record came, changed: when it was written last. Each is
-- larger than every one before it, and at least the microsecond of the clock of who wrote it. 0: it came before this column; then its own times alone say when.
ALTER TABLE person_record ADD COLUMN taken BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person_record ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX person_record_changed ON person_record (changed);
