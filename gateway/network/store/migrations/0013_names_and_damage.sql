-- SHA-256 of the file that the delivery brought. NULL: no file, or of before this.
ALTER TABLE delivery ADD COLUMN file_sha {blob};

-- Which version of a document a file name stands for in a receiver's folder, also after the receiver took the file, and after the delivery was dropped.
-- place: a keyed hash of folder and name.
CREATE TABLE delivered_name (place {blob} PRIMARY KEY, document {blob} NOT NULL, number BIGINT NOT NULL) {clustered};

-- A mailbox is listed in the order in which its deliveries were made, so that a document's versions come in theirs.
CREATE INDEX delivery_mailbox ON delivery (peer, created, id) WHERE state = 'mailbox';

-- Versions whose sealed bytes do not open. No foreign key: retention drops versions without looking here.
CREATE TABLE damaged_version (document {blob} NOT NULL, number BIGINT NOT NULL, part {text} NOT NULL, PRIMARY KEY (document, number)) {clustered};
