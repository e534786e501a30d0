-- Which insurer gave the number behind a person's keyed hash: who may read about a person depends on it, and a hash does not say it. Filled when a document
-- or a record names the number.
CREATE TABLE insured_person (person {blob} PRIMARY KEY, insurer {text} NOT NULL) {clustered};

-- The lists in which a record stands: `office` of a registration, and of a request for an opinion that is awaited ("office:9970100013"); insurer: of such a
-- request ("990010"); else empty.
ALTER TABLE person_record ADD COLUMN insurer {text} NOT NULL DEFAULT '';
CREATE INDEX person_record_insurer ON person_record (insurer, id) WHERE insurer <> '';

-- A consent or registration is read by its id alone over FHIR. A state has no id of its own.
CREATE INDEX person_record_id ON person_record (id) WHERE kind <> 'person_state';
