-- What the sender calls the version, as it is written. NULL: a number, in `revision`, also of a node of before this one that still writes.
ALTER TABLE version ADD COLUMN revision_text {text};
