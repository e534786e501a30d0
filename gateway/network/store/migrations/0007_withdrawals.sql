-- 1: what the peer was given of the document before this version is withdrawn. Then nothing of the version itself is sent.
ALTER TABLE delivery ADD COLUMN withdraws BIGINT NOT NULL DEFAULT 0;
UPDATE delivery SET withdraws = 1 WHERE EXISTS (SELECT 1 FROM version v WHERE v.document = delivery.document AND v.number = delivery.version AND v.status = 'withdrawn');

-- Which versions a peer's request created, by the keyed hash of its Idempotency-Key; kept as long as the document. Without a document: the peer
-- withdrew the request before it arrived; the row expires at `until`.
CREATE TABLE keyed_request (
    peer {text} NOT NULL, request {blob} NOT NULL, part BIGINT NOT NULL, document {blob} REFERENCES document (id), number BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (peer, request, part)
) {clustered};
CREATE INDEX keyed_request_document ON keyed_request (document, number) WHERE document IS NOT NULL;
CREATE INDEX keyed_request_expected ON keyed_request (peer, until) WHERE document IS NULL;
