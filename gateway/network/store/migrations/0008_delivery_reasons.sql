-- The arguments of a delivery's reason as a JSON array; `reason` is its code (diag/messages/delivery.def). NULL: `reason` is words of a version before
-- this one, also of a node that still writes them; they are shown as they are. Words that deliveries of 0.1 have become codes here.
ALTER TABLE delivery ADD COLUMN reason_arguments {text};

CREATE TABLE reason_of_words (words {text} PRIMARY KEY, code {text} NOT NULL);
INSERT INTO reason_of_words (words, code) VALUES
    ('no way to this peer', 'no-way'), ('never delivered', 'never-delivered'),
    ('no longer a receiver', 'receiver-changed'), ('superseded', 'superseded'),
    ('by the operator', 'by-the-operator'), ('what the receiver answered cannot be stored', 'answer-not-storable'),
    ('ITI-65 cannot tell of a withdrawal', 'withdrawal-not-supported'), ('the receiver did not tell what it calls the document', 'location-missing'),
    ('no file name', 'no-file-name'), ('a file of this name waits there', 'file-name-taken'),
    ('folder-unusable', 'folder-unusable'), ('endpoint-wrong', 'endpoint-wrong'),
    ('not-acceptable', 'not-acceptable'), ('not-a-party', 'not-a-party'),
    ('not-known', 'not-known'), ('version-gone', 'version-gone'),
    ('no-such-document', 'no-such-document'), ('retried', 'retried'),
    ('gave up', 'gave-up'), ('no certificate of our own', 'own-certificate-missing'),
    ('timed out', 'timed-out'), ('connection lost', 'connection-lost'),
    ('closed while sending', 'closed-while-sending'), ('closed before the answer', 'closed-before-answer'),
    ('closed before the end of the answer', 'answer-cut'), ('not an answer of HTTP/1.1', 'not-http'),
    ('the header of the answer is too large', 'answer-header-too-large'), ('no address', 'no-address'),
    ('Connection refused', 'connection-refused'), ('Connection timed out', 'connection-timed-out'),
    ('Connection reset by peer', 'connection-reset'), ('Broken pipe', 'connection-lost'),
    ('No route to host', 'no-route'), ('Network is unreachable', 'network-unreachable'),
    ('Name or service not known', 'host-unknown'), ('Temporary failure in name resolution', 'host-not-looked-up'),
    ('closed during the TLS handshake', 'closed-in-handshake'), ('TLS cannot be set up', 'tls-not-set-up'),
    ('TLS: connection lost', 'tls:connection-lost'), ('TLS: unexpected eof while reading', 'tls:connection-lost'),
    ('TLS: certificate has expired', 'tls:certificate-expired'), ('TLS: certificate is not yet valid', 'tls:certificate-too-early'),
    ('TLS: certificate revoked', 'tls:certificate-revoked'), ('TLS: hostname mismatch', 'tls:certificate-other-name'),
    ('TLS: IP address mismatch', 'tls:certificate-other-name'), ('TLS: unable to get local issuer certificate', 'tls:certificate-foreign'),
    ('TLS: self-signed certificate in certificate chain', 'tls:certificate-foreign'), ('TLS: self-signed certificate', 'tls:certificate-self-signed'),
    ('TLS: certificate-expired: certificate has expired', 'tls:certificate-expired'), ('TLS: certificate-too-early: certificate is not yet valid', 'tls:certificate-too-early'),
    ('TLS: certificate-revoked: certificate revoked', 'tls:certificate-revoked'), ('TLS: certificate-foreign: unable to get local issuer certificate', 'tls:certificate-foreign'),
    ('TLS: certificate-foreign: self-signed certificate in certificate chain', 'tls:certificate-foreign'), ('TLS: certificate-without-list: unable to get certificate CRL', 'tls:certificate-without-list'),
    ('TLS: revocations-expired', 'tls:revocations-expired');
INSERT INTO reason_of_words (words, code) SELECT 'gave up: ' || words, 'gave-up:' || code FROM reason_of_words WHERE words <> 'gave up';
UPDATE delivery SET reason_arguments = '[]', reason = (SELECT code FROM reason_of_words WHERE words = delivery.reason)
    WHERE reason IN (SELECT words FROM reason_of_words);
DROP TABLE reason_of_words;

-- "409", "gave up: 409"
UPDATE delivery SET reason = 'answered', reason_arguments = '["' || reason || '"]'
    WHERE reason_arguments IS NULL AND length(reason) = 3 AND reason BETWEEN '100' AND '599';
UPDATE delivery SET reason = 'gave-up:answered', reason_arguments = '["' || substr(reason, 10) || '"]'
    WHERE reason_arguments IS NULL AND length(reason) = 12 AND reason BETWEEN 'gave up: 100' AND 'gave up: 599';
-- "401 caller-not-known", "gave up: 401 caller-not-known"
UPDATE delivery SET reason = 'answered-because', reason_arguments = '["' || substr(reason, 1, 3) || '","' || substr(reason, 5) || '"]'
    WHERE reason_arguments IS NULL AND reason BETWEEN '100 ' AND '599~' AND substr(reason, 5) IN
    ('redirect', 'caller-not-known', 'caller-revoked', 'certificate-untrusted', 'certificate-foreign',
     'certificate-expired', 'certificate-too-early', 'certificate-revoked', 'revocations-expired', 'certificate-without-list');
UPDATE delivery SET reason = 'gave-up:answered-because', reason_arguments = '["' || substr(reason, 10, 3) || '","' || substr(reason, 14) || '"]'
    WHERE reason_arguments IS NULL AND reason BETWEEN 'gave up: 100 ' AND 'gave up: 599~' AND substr(reason, 14) IN
    ('redirect', 'caller-not-known', 'caller-revoked', 'certificate-untrusted', 'certificate-foreign',
     'certificate-expired', 'certificate-too-early', 'certificate-revoked', 'revocations-expired', 'certificate-without-list');
-- "TLS: not this peer's certificate (renkei peer add-binding): key SHA-256 HEX"
UPDATE delivery SET reason = 'tls:certificate-of-another', reason_arguments = '["' || substr(reason, length(reason) - 63) || '"]'
    WHERE reason_arguments IS NULL AND reason LIKE 'TLS: not this peer''s certificate (renkei peer add-binding): key SHA-256 %';
UPDATE delivery SET reason = 'gave-up:tls:certificate-of-another', reason_arguments = '["' || substr(reason, length(reason) - 63) || '"]'
    WHERE reason_arguments IS NULL AND reason LIKE 'gave up: TLS: not this peer''s certificate (renkei peer add-binding): key SHA-256 %';
