-- The number of the last withdrawal of the document; 0: none. No version up to it is shown any more, whatever came later.
ALTER TABLE document ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;

-- The persons of each version, in the order in which it names them. 0012 brings rows of before under the numbers of their versions.
CREATE TABLE person_of_version (
    document {blob} NOT NULL REFERENCES document (id), number BIGINT NOT NULL DEFAULT 0, place BIGINT NOT NULL, person {blob} NOT NULL,
    PRIMARY KEY (document, number, place)
) {clustered};
INSERT INTO person_of_version (document, place, person) SELECT document, place, person FROM person;
DROP TABLE person;
ALTER TABLE person_of_version RENAME TO person;

-- Versions of before of which the rows do not say for sure whom they name: read from the document at the next start (mhd/migrated_persons.h).
CREATE TABLE person_unsure (document {blob} NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (document, number)) {clustered};

-- The persons of each version with each of its parties. A search for a person looks for both at once, so it costs the same whether the person is
-- unknown or has documents of others. No foreign key: it would need an index by document.
CREATE TABLE person_party (
    person {blob} NOT NULL, who BIGINT NOT NULL, document {blob} NOT NULL, number BIGINT NOT NULL,
    PRIMARY KEY (person, who, document, number)
) {clustered};
