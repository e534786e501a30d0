-- What is being filled in on a page. owner: a keyed hash of the peer and of who fills it in; person, text: sealed; number: how often it was saved; until: then
-- retention deletes it.
CREATE TABLE draft (
    id {blob} PRIMARY KEY, peer {text} NOT NULL, owner {blob} NOT NULL, form {text} NOT NULL, edition {text} NOT NULL, number BIGINT NOT NULL,
    saved BIGINT NOT NULL, until BIGINT NOT NULL, person {blob} NOT NULL, text {blob} NOT NULL
) {clustered};
CREATE INDEX draft_owner ON draft (owner, id);
CREATE INDEX draft_peer ON draft (peer);
CREATE INDEX draft_until ON draft (until);
