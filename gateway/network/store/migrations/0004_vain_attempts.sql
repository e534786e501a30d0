-- Attempts of which it is known that they brought the receiver nothing. Of older ones nothing is known.
ALTER TABLE delivery ADD COLUMN vain BIGINT NOT NULL DEFAULT 0;
