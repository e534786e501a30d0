-- ClickHouse: writes the converted documents in the Parquet files {in} as NDJSON to {out}: JSON as it is, a CSV in {"base64": …, "name": …}.
-- simpleJSONExtractRaw keeps the text; JSONExtractRaw would write its numbers again, 1.10 as 1.1.
INSERT INTO FUNCTION file({out:String}, LineAsString)
SELECT simpleJSONExtractRaw(answer, 'output')
FROM file({in:String}, Parquet)
WHERE ok
SETTINGS engine_file_truncate_on_insert = 1
