-- {blob}, {text}, {clustered} stand for what the databases call differently; lines with {postgres} are for PostgreSQL (dialect.h).

CREATE TABLE setting (name {text} PRIMARY KEY, value {text} NOT NULL);

-- The master keys that rows may name. Whoever still seals under one that was retired cannot write.
CREATE TABLE master_key (id {text} PRIMARY KEY);

-- Keys of the store itself, wrapped by a master key.
CREATE TABLE store_key (name {text} PRIMARY KEY, master {text} NOT NULL REFERENCES master_key (id), wrapped {blob} NOT NULL);

CREATE TABLE peer (id {text} PRIMARY KEY, entry {text} NOT NULL);

-- What is known of a peer beside its entry (outbox/peer_state.h). It is unreachable until `unreachable_until`, unless that is renewed; the time of its
-- deliveries starts at `expiry_start` (0: when each was queued).
CREATE TABLE peer_state (
    peer {text} PRIMARY KEY, unreachable_until BIGINT NOT NULL, next_probe BIGINT NOT NULL, reason {text} NOT NULL, reason_arguments {text} NOT NULL,
    expiry_start BIGINT NOT NULL
);

-- form, date, changed: of the newest version. live: that one is not a withdrawal. withdrawn: the number of the last withdrawal (0: none); no version
-- up to it is shown any more, whatever came later.
CREATE TABLE document (
    id {blob} PRIMARY KEY, sender {blob} NOT NULL, name {blob} NOT NULL,
    newest BIGINT NOT NULL, withdrawn BIGINT NOT NULL DEFAULT 0, live BIGINT NOT NULL, form {text} NOT NULL, date {text} NOT NULL,
    changed BIGINT NOT NULL
) {clustered};
CREATE INDEX document_form ON document (form, id);
CREATE INDEX document_date ON document (date, id);
CREATE INDEX document_changed ON document (changed, id);

-- Everything a document is called: what it was called first stands in its own row too.
CREATE TABLE document_name (
    sender {blob} NOT NULL, name {blob} NOT NULL, document {blob} NOT NULL REFERENCES document (id),
    PRIMARY KEY (sender, name)
) {clustered};
CREATE INDEX document_name_document ON document_name (document);

-- revision: what the sender calls the version, as it is written. title and bodies are sealed under a key of their own, which the master key wraps.
CREATE TABLE version (
    document {blob} NOT NULL REFERENCES document (id), number BIGINT NOT NULL, revision {text} NOT NULL, status {text} NOT NULL,
    sha {blob} NOT NULL, form {text} NOT NULL, form_version {text} NOT NULL, syntax {text} NOT NULL, media_type {text} NOT NULL,
    type_system {text} NOT NULL, type_code {text} NOT NULL, date {text} NOT NULL, created BIGINT NOT NULL, submitter {text} NOT NULL,
    size BIGINT NOT NULL, sha1 {text} NOT NULL, has_fhir BIGINT NOT NULL,
    master {text} NOT NULL REFERENCES master_key (id), wrapped {blob} NOT NULL, bound_to {blob} NOT NULL, title {blob} NOT NULL,
    PRIMARY KEY (document, number)
) {clustered};
CREATE INDEX version_old ON version (created) WHERE status IN ('superseded', 'withdrawn');

CREATE TABLE body (
    document {blob} NOT NULL, number BIGINT NOT NULL, kind {text} NOT NULL, bytes {blob} NOT NULL,
    PRIMARY KEY (document, number, kind),
    FOREIGN KEY (document, number) REFERENCES version (document, number)
);
{postgres} ALTER TABLE body ALTER COLUMN bytes SET STORAGE EXTERNAL; -- no compression helps what is encrypted

-- Versions whose sealed bytes do not open. No foreign key: retention drops versions without looking here.
CREATE TABLE damaged_version (document {blob} NOT NULL, number BIGINT NOT NULL, part {text} NOT NULL, PRIMARY KEY (document, number)) {clustered};

-- Who may see which version. who: half a keyed hash of system and value, or of a peer's id; sides: 1 sender, 2 receiver, 4 submitter.
CREATE TABLE party (
    document {blob} NOT NULL REFERENCES document (id), number BIGINT NOT NULL, who BIGINT NOT NULL, sides BIGINT NOT NULL, system {text} NOT NULL,
    value {text} NOT NULL,
    PRIMARY KEY (document, number, who)
) {clustered};
CREATE INDEX party_who ON party (who, document, number, sides);

-- The persons of each version, in the order in which it names them.
CREATE TABLE person (
    document {blob} NOT NULL REFERENCES document (id), number BIGINT NOT NULL, place BIGINT NOT NULL, person {blob} NOT NULL,
    PRIMARY KEY (document, number, place)
) {clustered};

-- The persons of each version with each of its parties. A search for a person looks for both at once, so it costs the same whether the person is
-- unknown or has documents of others. No foreign key: it would need an index by document.
CREATE TABLE person_party (
    person {blob} NOT NULL, who BIGINT NOT NULL, document {blob} NOT NULL, number BIGINT NOT NULL,
    PRIMARY KEY (person, who, document, number)
) {clustered};

-- Both directions of every link.
CREATE TABLE person_link (person {blob} NOT NULL, other {blob} NOT NULL, PRIMARY KEY (person, other)) {clustered};

CREATE TABLE answer (
    peer {text} NOT NULL, request {blob} NOT NULL, body {blob} NOT NULL, status BIGINT NOT NULL, location {text} NOT NULL,
    answer {blob} NOT NULL, until BIGINT NOT NULL,
    PRIMARY KEY (peer, request)
);
CREATE INDEX answer_until ON answer (until);

-- Which versions a peer's request created, by the keyed hash of its Idempotency-Key; kept as long as the document. Without a document: the peer
-- withdrew the request before it arrived; the row expires at `until`.
CREATE TABLE keyed_request (
    peer {text} NOT NULL, request {blob} NOT NULL, part BIGINT NOT NULL, document {blob} REFERENCES document (id), number BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (peer, request, part)
) {clustered};
CREATE INDEX keyed_request_document ON keyed_request (document, number) WHERE document IS NOT NULL;
CREATE INDEX keyed_request_expected ON keyed_request (peer, until) WHERE document IS NULL;

-- withdraws, 1: what the peer was given of the document before this version is withdrawn; then nothing of the version itself is sent.
-- certain_failures: attempts of which it is known that they brought the receiver nothing. reason: a code (diag/messages/delivery.def), its arguments a JSON array.
-- version_gone, 1: the version that it brought was dropped, so retention finds it here and not by the version. file_sha: of the file that it brought.
CREATE TABLE delivery (
    id {blob} PRIMARY KEY, document {blob} NOT NULL REFERENCES document (id), version BIGINT NOT NULL, peer {text} NOT NULL,
    line {blob} NOT NULL, state {text} NOT NULL, attempts BIGINT NOT NULL, created BIGINT NOT NULL, due BIGINT NOT NULL,
    changed BIGINT NOT NULL, reason {text} NOT NULL, reason_arguments {text} NOT NULL, answer {text} NOT NULL, file_sha {blob},
    withdraws BIGINT NOT NULL, certain_failures BIGINT NOT NULL, node {text} NOT NULL, lease BIGINT NOT NULL, version_gone BIGINT NOT NULL DEFAULT 0
) {clustered};
CREATE INDEX delivery_document ON delivery (document);
CREATE INDEX delivery_peer ON delivery (peer, state, id);
CREATE INDEX delivery_line ON delivery (peer, line, created, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX delivery_oldest ON delivery (created) WHERE state IN ('waiting', 'sending');
CREATE INDEX delivery_version_gone ON delivery (document) WHERE version_gone = 1;
-- A mailbox is listed in the order in which its deliveries were made, so that a document's versions come in theirs.
CREATE INDEX delivery_mailbox ON delivery (peer, created, id) WHERE state = 'mailbox';

-- Which version of a document a file name stands for in a receiver's folder, also after the receiver took the file, and after the delivery was dropped.
-- place: a keyed hash of folder and name.
CREATE TABLE delivered_name (place {blob} PRIMARY KEY, document {blob} NOT NULL, number BIGINT NOT NULL) {clustered};

-- One row for every line (peer and order) with something unfinished in it: who stands in front, and when it may be claimed.
CREATE TABLE line (
    peer {text} NOT NULL, line {blob} NOT NULL, delivery {blob} NOT NULL, created BIGINT NOT NULL,
    sending BIGINT NOT NULL, due BIGINT NOT NULL, -- of one that is being sent: the end of its lease
    PRIMARY KEY (peer, line)
) {clustered};
CREATE INDEX line_due ON line (peer, due);

CREATE TABLE audit_event (
    node {text} NOT NULL, sequence BIGINT NOT NULL, event {text} NOT NULL, previous {blob} NOT NULL, hash {blob} NOT NULL,
    seal {blob} NOT NULL, -- under a key that is not in the database in clear
    PRIMARY KEY (node, sequence)
);
