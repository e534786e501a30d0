-- The master keys that rows may name. Whoever still seals under one that was retired cannot write.
CREATE TABLE master_key (id {text} PRIMARY KEY);
INSERT INTO master_key (id) SELECT master FROM version UNION SELECT master FROM store_key;

ALTER TABLE version RENAME COLUMN master TO master_name;
ALTER TABLE version ADD COLUMN master {text} REFERENCES master_key (id);
UPDATE version SET master = master_name;
ALTER TABLE version DROP COLUMN master_name;
{postgres} ALTER TABLE version ALTER COLUMN master SET NOT NULL;

ALTER TABLE store_key RENAME COLUMN master TO master_name;
ALTER TABLE store_key ADD COLUMN master {text} REFERENCES master_key (id);
UPDATE store_key SET master = master_name;
ALTER TABLE store_key DROP COLUMN master_name;
{postgres} ALTER TABLE store_key ALTER COLUMN master SET NOT NULL;
