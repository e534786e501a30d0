-- What is kept about persons beside their documents (person_records.h): consents, registrations of offices, what is known of the person. person: a keyed
-- hash, as in the table `person`; entry: sealed. office: the number of a registration's office ("office:9970100013"), else empty.
-- begins, ends: when the record was given or starts, and since when it opens nothing by itself (no value: not known to end). withdrawn: when a consent was
-- (0: it was not). spent: since when no decision rests on it, not even by its absence; then retention may delete it.
CREATE TABLE person_record (
    person {blob} NOT NULL, id {blob} NOT NULL, kind {text} NOT NULL, office {text} NOT NULL, begins BIGINT NOT NULL, ends BIGINT,
    withdrawn BIGINT NOT NULL, spent BIGINT, entry {blob} NOT NULL,
    PRIMARY KEY (person, id)
) {clustered};
CREATE INDEX person_record_office ON person_record (office, id) WHERE office <> '';
CREATE INDEX person_record_spent ON person_record (spent, withdrawn) WHERE spent IS NOT NULL;

-- Insurers: since when they take part in the care hub, and what they chose. Nothing personal.
CREATE TABLE insurer (number {text} PRIMARY KEY, entry {text} NOT NULL);
