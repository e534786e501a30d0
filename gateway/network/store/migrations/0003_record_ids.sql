-- A consent or registration is read by its id alone over FHIR. A state has no id of its own.
CREATE INDEX person_record_id ON person_record (id) WHERE kind <> 'person_state';
