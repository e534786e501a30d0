-- The care plan to which a version belongs: a keyed hash of its number and of the office that made it. What an office says of a plan (that it handed it
-- over) decides who may read the version. Null: of no plan, or taken by an older program.
ALTER TABLE version ADD COLUMN plan {blob};
