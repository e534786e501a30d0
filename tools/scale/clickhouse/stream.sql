-- ClickHouse: one process for a whole query, without a function in the server's configuration: renkei.sh must lie in user_scripts.
-- The answers come in the order of the lines, and without what stands beside a line. check_exit_code: a worker that is killed behind its last line
-- would else be a shorter table. The timeouts (milliseconds) are those of renkei_function.xml; ClickHouse's own are 10 seconds.
INSERT INTO FUNCTION file({out:String}, Parquet)
SELECT simpleJSONExtractBool(answer, 'ok')::Bool AS ok, simpleJSONExtractString(answer, 'form') AS form, answer
FROM executable('renkei.sh', LineAsString, 'answer String', (SELECT text FROM file({in:String}, LineAsString, 'text String')),
    SETTINGS check_exit_code = 1, command_read_timeout = 60000, command_write_timeout = 60000)
SETTINGS max_threads = 1, engine_file_truncate_on_insert = 1
