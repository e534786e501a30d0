-- ClickHouse: converts each line of the files {in} and writes the answers as Parquet to {out}: one row a line, in any order, with file and line as its key.
-- max_block_size: lines that a worker answers at a time; all blocks under way are in memory.
INSERT INTO FUNCTION file({out:String}, Parquet)
SELECT
    file,
    line,
    simpleJSONExtractBool(answer, 'ok')::Bool AS ok,
    simpleJSONExtractString(answer, 'form') AS form,
    answer
FROM
(
    SELECT _file AS file, _row_number + 1 AS line, renkei_convert(text) AS answer
    FROM file({in:String}, LineAsString, 'text String')
)
SETTINGS max_block_size = 100, engine_file_truncate_on_insert = 1
