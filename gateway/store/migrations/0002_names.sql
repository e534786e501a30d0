-- What else a document is called: by versions that replaced it under a name of their own.
CREATE TABLE document_name (
    sender {blob} NOT NULL, name {blob} NOT NULL, document {blob} NOT NULL REFERENCES document (id),
    PRIMARY KEY (sender, name)
) {clustered};
CREATE INDEX document_name_document ON document_name (document);
