-- ClickHouse: counts the answers in the Parquet files {in}: converted and refused lines of each form by what was found and what was lost (without id: lines without either).
SELECT form, ok, id, severity, countIf(id != '') AS findings, uniqExact(row) AS lines
FROM
(
    SELECT
        rowNumberInAllBlocks() AS row,
        form,
        ok,
        arrayConcat(JSONExtract(answer, 'findings', 'Array(Tuple(id String, severity String))'), JSONExtract(answer, 'loss', 'Array(Tuple(id String, severity String))')) AS found
    FROM file({in:String}, Parquet)
)
LEFT ARRAY JOIN found.id AS id, found.severity AS severity
GROUP BY form, ok, id, severity
ORDER BY lines DESC, form, id
