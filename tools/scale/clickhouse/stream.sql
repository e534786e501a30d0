-- ClickHouse: one process for a whole query, without a function in the server's configuration: renkei.sh must lie in user_scripts.
-- The answers come in the order of the lines, and without what stands beside a line. check_exit_code: a worker that is killed behind its last line
-- would else be a shorter table.
INSERT INTO FUNCTION file({out:String}, Parquet)
SELECT simpleJSONExtractBool(answer, 'ok')::Bool AS ok, simpleJSONExtractString(answer, 'form') AS form, answer
FROM executable('renkei.sh', LineAsString, 'answer String', (SELECT text FROM file({in:String}, LineAsString, 'text String')), SETTINGS check_exit_code = 1)
SETTINGS max_threads = 1, engine_file_truncate_on_insert = 1
