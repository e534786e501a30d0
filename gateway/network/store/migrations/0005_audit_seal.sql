-- Under a key that is not in the database in clear. Nothing: the event is older than this, or a node wrote it that was not brought up to date yet.
ALTER TABLE audit_event ADD COLUMN seal {blob};
