-- What is kept about persons beside their documents (person_records.h): consents, registrations of offices, requests for an opinion, relations, what is known of the person. person: a keyed
-- hash, as in the table `person`; entry: sealed. office: the number ("office:9970100013") in whose list it stands: of a registration, of a request for an opinion
-- that is awaited; else empty. insurer: likewise, of such a request ("990010").
-- begins, ends: when the record was given or starts, and since when it opens nothing by itself (no value: not known to end). withdrawn: when a consent was
-- (0: it was not). spent: since when no decision rests on it, not even by its absence; then retention may delete it.
CREATE TABLE person_record (
    person {blob} NOT NULL, id {blob} NOT NULL, kind {text} NOT NULL, office {text} NOT NULL, begins BIGINT NOT NULL, ends BIGINT,
    withdrawn BIGINT NOT NULL, spent BIGINT, entry {blob} NOT NULL,
    insurer {text} NOT NULL DEFAULT '',
    PRIMARY KEY (person, id)
) {clustered};
CREATE INDEX person_record_office ON person_record (office, id) WHERE office <> '';
CREATE INDEX person_record_insurer ON person_record (insurer, id) WHERE insurer <> '';
CREATE INDEX person_record_spent ON person_record (spent, withdrawn) WHERE spent IS NOT NULL;

-- Insurers: since when they take part in the care hub, and what they chose. Nothing personal.
CREATE TABLE insurer (number {text} PRIMARY KEY, entry {text} NOT NULL);
