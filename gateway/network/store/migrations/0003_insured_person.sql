-- Which insurer gave the number behind a person's keyed hash: who may read about a person depends on it, and a hash does not say it. Filled when a document
-- or a record names the number.
CREATE TABLE insured_person (person {blob} PRIMARY KEY, insurer {text} NOT NULL) {clustered};
