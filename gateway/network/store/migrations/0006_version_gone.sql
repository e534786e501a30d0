-- No question walks all that has ended.
DROP INDEX delivery_finished;
-- 1: the version that it brought was dropped, so retention finds it here and not by the version.
ALTER TABLE delivery ADD COLUMN version_gone BIGINT NOT NULL DEFAULT 0;
UPDATE delivery SET version_gone = 1 WHERE NOT EXISTS (SELECT 1 FROM version v WHERE v.document = delivery.document AND v.number = delivery.version);
CREATE INDEX delivery_version_gone ON delivery (document) WHERE version_gone = 1;
