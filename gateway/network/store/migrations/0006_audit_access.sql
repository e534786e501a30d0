-- The audit's events by whom and what they are about, equal ones of one day in one row: a flood of requests makes one row count more, and pushes nothing out.
-- subject: a document's id without dashes, or the first 16 digits of a person's keyed hash. line: the hash of what is equal (audit_access.cpp). found: 0, if the
-- requests were refused or found nothing. first_event, last_event: their numbers in the node's chain. It follows from audit_event, so no backup has it.
CREATE TABLE audit_access (
    subject {text} NOT NULL, day BIGINT NOT NULL, node {text} NOT NULL, line {blob} NOT NULL, found BIGINT NOT NULL,
    first_event BIGINT NOT NULL, last_event BIGINT NOT NULL, times BIGINT NOT NULL,
    PRIMARY KEY (subject, day, node, line)
) {clustered};
CREATE INDEX audit_access_day ON audit_access (day);
