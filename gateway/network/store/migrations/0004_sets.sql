-- Deliveries to one peer that go together, all in one attempt: those of the documents that belong together. Null: it goes by itself.
ALTER TABLE delivery ADD COLUMN together {blob};
