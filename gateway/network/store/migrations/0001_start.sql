-- {blob}, {text}, {clustered} stand for what the databases call differently; lines with {postgres} are for PostgreSQL (dialect.h).

CREATE TABLE setting (name {text} PRIMARY KEY, value {text} NOT NULL);

-- Keys of the store itself, wrapped by a master key.
CREATE TABLE store_key (name {text} PRIMARY KEY, master {text} NOT NULL, wrapped {blob} NOT NULL);

CREATE TABLE peer (id {text} PRIMARY KEY, entry {text} NOT NULL);

-- form, date, changed: of the newest version. live: that one is not a withdrawal.
CREATE TABLE document (
    id {blob} PRIMARY KEY, sender {blob} NOT NULL, name {blob} NOT NULL,
    newest BIGINT NOT NULL, live BIGINT NOT NULL, form {text} NOT NULL, date {text} NOT NULL, changed BIGINT NOT NULL
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

-- title and bodies are sealed under a key of their own, which the master key wraps.
CREATE TABLE version (
    document {blob} NOT NULL REFERENCES document (id), number BIGINT NOT NULL, revision BIGINT NOT NULL, status {text} NOT NULL,
    sha {blob} NOT NULL, form {text} NOT NULL, form_version {text} NOT NULL, syntax {text} NOT NULL, media_type {text} NOT NULL,
    type_system {text} NOT NULL, type_code {text} NOT NULL, date {text} NOT NULL, created BIGINT NOT NULL, submitter {text} NOT NULL,
    size BIGINT NOT NULL, bytes_sha {blob} NOT NULL, sha1 {text} NOT NULL, has_fhir BIGINT NOT NULL,
    master {text} NOT NULL, wrapped {blob} NOT NULL, bound_to {blob} NOT NULL, title {blob} NOT NULL,
    PRIMARY KEY (document, number)
) {clustered};
CREATE INDEX version_old ON version (created) WHERE status IN ('superseded', 'withdrawn');

CREATE TABLE body (
    document {blob} NOT NULL, number BIGINT NOT NULL, kind {text} NOT NULL, bytes {blob} NOT NULL,
    PRIMARY KEY (document, number, kind),
    FOREIGN KEY (document, number) REFERENCES version (document, number)
);
{postgres} ALTER TABLE body ALTER COLUMN bytes SET STORAGE EXTERNAL; -- no compression helps what is encrypted

-- Who may see a document. who: half a keyed hash of system and value, or of a peer's id; sides: 1 sender, 2 receiver, 4 submitter.
CREATE TABLE party (
    document {blob} NOT NULL REFERENCES document (id), who BIGINT NOT NULL, sides BIGINT NOT NULL, system {text} NOT NULL, value {text} NOT NULL,
    PRIMARY KEY (document, who)
) {clustered};
CREATE INDEX party_who ON party (who, document, sides);

CREATE TABLE person (
    person {blob} NOT NULL, document {blob} NOT NULL REFERENCES document (id), place BIGINT NOT NULL,
    PRIMARY KEY (person, document)
) {clustered};
CREATE INDEX person_document ON person (document, place);

-- Both directions of every link.
CREATE TABLE person_link (person {blob} NOT NULL, other {blob} NOT NULL, PRIMARY KEY (person, other)) {clustered};

CREATE TABLE answer (
    peer {text} NOT NULL, request {blob} NOT NULL, body {blob} NOT NULL, status BIGINT NOT NULL, location {text} NOT NULL,
    answer {blob} NOT NULL, until BIGINT NOT NULL,
    PRIMARY KEY (peer, request)
);
CREATE INDEX answer_until ON answer (until);

CREATE TABLE delivery (
    id {blob} PRIMARY KEY, document {blob} NOT NULL REFERENCES document (id), version BIGINT NOT NULL, peer {text} NOT NULL,
    line {blob} NOT NULL, state {text} NOT NULL, attempts BIGINT NOT NULL, created BIGINT NOT NULL, due BIGINT NOT NULL,
    changed BIGINT NOT NULL, reason {text} NOT NULL, answer {text} NOT NULL, node {text} NOT NULL, lease BIGINT NOT NULL
) {clustered};
CREATE INDEX delivery_document ON delivery (document);
CREATE INDEX delivery_peer ON delivery (peer, state, id);
CREATE INDEX delivery_line ON delivery (peer, line, created, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX delivery_oldest ON delivery (created) WHERE state IN ('waiting', 'sending');
CREATE INDEX delivery_finished ON delivery (changed) WHERE state IN ('delivered', 'dead', 'cancelled');

-- One row for every line (peer and order) with something unfinished in it: who stands in front, and when it may be claimed.
CREATE TABLE line (
    peer {text} NOT NULL, line {blob} NOT NULL, delivery {blob} NOT NULL, created BIGINT NOT NULL,
    sending BIGINT NOT NULL, due BIGINT NOT NULL, -- of one that is being sent: the end of its lease
    PRIMARY KEY (peer, line)
) {clustered};
CREATE INDEX line_due ON line (peer, due);

CREATE TABLE audit_event (
    node {text} NOT NULL, sequence BIGINT NOT NULL, event {text} NOT NULL, previous {blob} NOT NULL, hash {blob} NOT NULL,
    PRIMARY KEY (node, sequence)
);
