-- Of a delivery in a mailbox that the care hub closes to its peer (closed_deliveries.h). closed_until: before this moment nothing opens it but a change
-- of what that rests on, which sets it to 0; 0: it is decided each time the mailbox is read. changes: how many there were of the delivery's own.
ALTER TABLE delivery ADD COLUMN closed_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN changes BIGINT NOT NULL DEFAULT 0;
-- That a peer fetches from its mailbox is counted as an attempt from now on; what waits there may have been fetched.
UPDATE delivery SET attempts = certain_failures + 1 WHERE state = 'mailbox' AND attempts <= certain_failures;
CREATE INDEX delivery_mailbox_open ON delivery (peer, closed_until, created, id) WHERE state = 'mailbox';
