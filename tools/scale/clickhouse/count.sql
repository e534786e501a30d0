-- ClickHouse: counts the answers in the Parquet files {in}: converted and refused lines of each form by what was found and what was lost (without id: lines without either).
-- Each line counts once for what it has several times; nothing is kept of a line, so that many take no memory.
SELECT form, ok, kind.id AS id, kind.severity AS severity, sum(countEqual(found, kind)) AS findings, count() AS lines
FROM
(
    SELECT
        form,
        ok,
        arrayConcat(JSONExtract(answer, 'findings', 'Array(Tuple(id String, severity String))'), JSONExtract(answer, 'loss', 'Array(Tuple(id String, severity String))')) AS found
    FROM file({in:String}, Parquet)
)
LEFT ARRAY JOIN arrayDistinct(found) AS kind
GROUP BY form, ok, id, severity
ORDER BY lines DESC, form, id
