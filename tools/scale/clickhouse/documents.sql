-- ClickHouse: writes the converted documents in the Parquet files {in} as NDJSON to {out}, each a line for the way back: JSON as it is, a CSV in
-- {"base64": …, "name": …}. An output of several documents is an array, which becomes as many lines: it is cut at the commas that stand in it alone.
-- JSONExtractRaw and JSONExtractArrayRaw would write numbers again, 1.10 as 1.1.
INSERT INTO FUNCTION file({out:String}, LineAsString)
WITH
    extractAll(output, '"(?:[^"\\\\]|\\\\.)*"|[\\[\\]{},]|[^"\\[\\]{},]+') AS tokens,
    arrayCumSum(token -> (token IN ('{', '[')) - (token IN ('}', ']')), tokens) AS depths,
    arraySplit((token, depth) -> token = ',' AND depth = 1, tokens, depths) AS documents
SELECT arrayJoin(if(startsWith(output, '['), arrayMap(document -> arrayStringConcat(arraySlice(document, 2)), arrayPushBack(arrayPopBack(documents), arrayPopBack(documents[-1]))), [output]))
FROM (SELECT simpleJSONExtractRaw(answer, 'output') AS output FROM file({in:String}, Parquet) WHERE ok)
SETTINGS engine_file_truncate_on_insert = 1
