-- What is known of a peer beside its entry (outbox/peer_state.h). It is unreachable until `unreachable_until`, unless that is renewed; the time of its
-- deliveries starts at `expiry_start` (0: when each was queued). Earlier both were rows of setting; that a peer is unreachable is known again
-- within a minute of the start.
CREATE TABLE peer_state (
    peer {text} PRIMARY KEY, unreachable_until BIGINT NOT NULL, next_probe BIGINT NOT NULL, reason {text} NOT NULL, reason_arguments {text} NOT NULL, expiry_start BIGINT NOT NULL
);
INSERT INTO peer_state (peer, unreachable_until, next_probe, reason, reason_arguments, expiry_start)
    SELECT substr(name, 25), 0, 0, '', '', CAST(value AS BIGINT) FROM setting WHERE substr(name, 1, 24) = 'deliveries.counted_from:';
DELETE FROM setting WHERE substr(name, 1, 24) = 'deliveries.counted_from:' OR substr(name, 1, 16) = 'deliveries.away:';
