-- Rows from before 0011; also run on those of an earlier backup (backup.cpp).

-- A withdrawal that a later version followed was marked as superseded. It is the only version without a media type; one that lost its body is damaged.
UPDATE version SET status = 'withdrawn' WHERE status = 'superseded' AND media_type = '';

-- Retention may have deleted a withdrawal and left a version before it: a number that is missing behind one that is left counts as a withdrawal.
UPDATE document SET withdrawn = coalesce((
    SELECT max(CASE WHEN v.number < document.newest AND NOT EXISTS (
                             SELECT 1 FROM version n WHERE n.document = v.document AND n.number = v.number + 1) THEN v.number + 1
                    WHEN v.status = 'withdrawn' THEN v.number
                    ELSE 0 END)
    FROM version v WHERE v.document = document.id), 0);

-- A person was stored once for a document, with the version that named it first (place / 65536). A version names those of the last version up to it
-- that brought any; where several did, it may name more.
INSERT INTO person_unsure (document, number)
    SELECT v.document, v.number FROM version v WHERE v.number > (
        SELECT min(p.place / 65536) FROM person p WHERE p.document = v.document AND p.number = 0) AND EXISTS (
        SELECT 1 FROM person p JOIN person q ON q.document = p.document AND q.number = 0 AND q.place / 65536 > p.place / 65536
        WHERE p.document = v.document AND p.number = 0);
INSERT INTO person (document, number, place, person)
    SELECT p.document, v.number, p.place, p.person FROM person p JOIN version v ON v.document = p.document
    WHERE p.number = 0 AND p.place / 65536 = (
        SELECT max(q.place / 65536) FROM person q WHERE q.document = p.document AND q.number = 0 AND q.place / 65536 <= v.number);
DELETE FROM person WHERE number = 0;
INSERT INTO person_party (person, who, document, number)
    SELECT DISTINCT s.person, p.who, p.document, p.number FROM person s JOIN party p ON p.document = s.document AND p.number = s.number;
