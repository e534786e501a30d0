-- Who may see which version: what a document showed before, each of its versions shows.
CREATE TABLE party_of_version (
    document {blob} NOT NULL REFERENCES document (id), number BIGINT NOT NULL, who BIGINT NOT NULL, sides BIGINT NOT NULL, system {text} NOT NULL,
    value {text} NOT NULL,
    PRIMARY KEY (document, number, who)
) {clustered};
INSERT INTO party_of_version (document, number, who, sides, system, value)
    SELECT p.document, v.number, p.who, p.sides, p.system, p.value FROM party p JOIN version v ON v.document = p.document;
DROP TABLE party;
ALTER TABLE party_of_version RENAME TO party;
CREATE INDEX party_who ON party (who, document, number, sides);
