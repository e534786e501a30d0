# ClickHouse (chdb): the files of tools/scale/clickhouse give what a bare worker gives, however many threads; a killed worker is an error, and no rows.
import base64
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

import duckdb
import pyarrow.parquet

import lines as given

HERE = f"{given.SCRIPTS}/clickhouse"


class ClickHouse(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="renkei-scale-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.lines = given.mixed(20)
        cls.bare = given.bare(cls.lines)
        cls.expected = [given.content(answer) for answer in cls.bare]
        cls.given = os.path.join(cls.folder.name, "in.ndjson")
        cls.out = os.path.join(cls.folder.name, "out.parquet")
        with open(cls.given, "wb") as file:
            file.write(b"".join(line + b"\n" for line in cls.lines))

    def setUp(self):
        if os.path.exists(self.out):
            os.remove(self.out)

    def edited(self, name, *edits):
        """A file of SQL with some of its words replaced."""
        with open(f"{HERE}/{name}", encoding="utf-8") as file:
            statement = file.read()
        for old, new in edits:
            self.assertIn(old, statement)
            statement = statement.replace(old, new)
        return statement

    def run_sql(self, statement, workers, **values):
        path = os.path.join(self.folder.name, "statement.sql")
        with open(path, "w", encoding="utf-8") as file:
            file.write(statement)
        return subprocess.run([sys.executable, f"{HERE}/run.py", path, *(f"{name}={value}" for name, value in values.items())],
                              env=workers.environment(), capture_output=True, text=True)

    def convert(self, statement, workers, source=None):
        done = self.run_sql(statement, workers, **{"in": source or self.given, "out": self.out})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        rows = pyarrow.parquet.read_table(self.out).to_pylist()
        for row in rows:
            answer = json.loads(row["answer"])
            self.assertEqual((row["ok"], row["form"] or None), (answer["ok"], answer["form"]))
        return rows

    def test_the_answers_are_those_of_a_bare_worker_for_every_number_of_threads(self):
        for threads in 1, 2, 4, 8:
            with self.subTest(threads=threads), given.Workers() as workers:
                rows = self.convert(self.edited("convert.sql", ("max_block_size = 100", f"max_block_size = 10, max_threads = {threads}")), workers)
                rows.sort(key=lambda row: row["line"])
                self.assertEqual([row["line"] for row in rows], list(range(1, len(self.lines) + 1)))
                self.assertEqual([given.content(row["answer"]) for row in rows], self.expected)
                self.assertEqual({row["file"] for row in rows}, {"in.ndjson"})
                self.assertLessEqual(workers.started(), min(threads, 2)) # pool_size: each serves many blocks

    def test_a_process_for_each_block_answers_the_same(self):
        with given.Workers() as workers:
            statement = self.edited("convert.sql", ("renkei_convert(", "renkei_convert_block("), ("max_block_size = 100", "max_block_size = 50, max_threads = 2"))
            rows = sorted(self.convert(statement, workers), key=lambda row: row["line"])
            self.assertEqual([given.content(row["answer"]) for row in rows], self.expected)
            self.assertGreater(workers.started(), 2)

    def test_lines_are_validated(self):
        lines = given.mixed(1)
        source = os.path.join(self.folder.name, "validated.ndjson")
        with open(source, "wb") as file:
            file.write(b"".join(line + b"\n" for line in lines))
        with given.Workers() as workers:
            statement = self.edited("convert.sql", ("renkei_convert(", "renkei_validate("), ("simpleJSONExtractString(answer, 'form')", "''"))
            done = self.run_sql(statement, workers, **{"in": source, "out": self.out})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        rows = sorted(pyarrow.parquet.read_table(self.out).to_pylist(), key=lambda row: row["line"])
        self.assertEqual([given.content(row["answer"]) for row in rows], [given.content(answer) for answer in given.bare(lines, command="validate")])
        self.assertEqual({row["ok"] for row in rows}, {True, False})

    def test_one_process_for_a_query_answers_the_same_with_its_lines_counted(self):
        with given.Workers() as workers:
            rows = self.convert(self.edited("stream.sql"), workers)
            self.assertEqual([row["answer"] for row in rows], self.bare)
            self.assertEqual(workers.started(), 1)

    def test_a_worker_that_thinks_for_long_is_waited_for(self):
        source = os.path.join(self.folder.name, "single.ndjson")
        with open(source, "wb") as file:
            file.write(self.lines[0] + b"\n")
        with given.Workers(late=12) as workers: # ClickHouse itself waits for 10 seconds
            done = self.run_sql(self.edited("stream.sql"), workers, **{"in": source, "out": self.out})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(pyarrow.parquet.read_table(self.out)["answer"].to_pylist(), self.bare[:1])

    def test_a_killed_worker_is_an_error_and_no_rows(self):
        convert = self.edited("convert.sql", ("max_block_size = 100", "max_block_size = 200, max_threads = 2"))
        for name, statement in {"pool": convert, "block": convert.replace("renkei_convert(", "renkei_convert_block("), "stream": self.edited("stream.sql")}.items():
            for sink in "Parquet", "rows":
                with self.subTest(name, sink=sink), given.Workers(kill_after=1 << 20) as workers:
                    shown = statement if sink == "Parquet" else re.sub(r"INSERT INTO .*\n", "", statement)
                    done = self.run_sql(shown, workers, **{"in": self.given, "out": self.out})
                    self.assertTrue(workers.was_killed())
                    self.assertNotEqual(done.returncode, 0)
                    self.assertEqual(done.stdout, "")
                    self.assertRegex(done.stderr, "signal 9|Broken pipe")
                    if os.path.exists(self.out):
                        with self.assertRaises(pyarrow.ArrowInvalid):
                            pyarrow.parquet.read_table(self.out)

    def test_the_message_of_a_failed_query_names_nothing_of_a_line(self):
        with given.Workers(kill_after=1 << 20) as workers:
            done = self.run_sql(self.edited("convert.sql"), workers, **{"in": self.given, "out": self.out})
        self.assertNotEqual(done.returncode, 0)
        self.assertNotRegex(done.stdout + done.stderr, "resourceType|FIX-|urn:uuid|架空")

    def test_errors_are_counted(self):
        with given.Workers() as workers:
            self.convert(self.edited("convert.sql"), workers)
            done = self.run_sql(self.edited("count.sql"), workers, **{"in": self.out})
        self.assertEqual(done.stderr, "")
        header, *rows = [line.split("\t") for line in done.stdout.splitlines()]
        self.assertEqual(header, ["form", "ok", "id", "severity", "findings", "lines"])
        findings = collections.Counter()
        lines = collections.defaultdict(set)
        for number, answer in enumerate(map(json.loads, self.bare)):
            for finding in answer["findings"] + answer["loss"] or [{"id": "", "severity": ""}]:
                key = (answer["form"] or "", str(answer["ok"]).lower(), finding["id"], finding["severity"])
                findings[key] += bool(finding["id"])
                lines[key].add(number)
        self.assertEqual({tuple(row[:4]): (int(row[4]), int(row[5])) for row in rows}, {key: (findings[key], len(lines[key])) for key in findings})

    def test_counting_keeps_nothing_of_a_line(self):
        answer = '{"line":1,"ok":false,"form":"f","findings":[{"id":"x","severity":"error"},{"id":"x","severity":"error"}]}'
        statement = self.edited("count.sql", ("FROM file({in:String}, Parquet)", f"FROM (SELECT 'f' AS form, false AS ok, '{answer}' AS answer FROM numbers(2000000))"))
        with given.Workers() as workers: # the numbers of two million lines alone would take more
            done = self.run_sql(f"{statement} SETTINGS max_memory_usage = 40000000, max_block_size = 1000, max_threads = 1", workers)
        self.assertEqual((done.stderr, done.stdout.splitlines()[1:]), ("", ["f\tfalse\tx\terror\t4000000\t2000000"]))

    def test_documents_are_written_with_the_text_of_their_numbers(self):
        answer = '{"line":1,"ok":true,"form":null,"output":{"value":1.10},"loss":[],"findings":[]}'
        table, out = (os.path.join(self.folder.name, name) for name in ("numbers.parquet", "documents.ndjson"))
        with given.Workers() as workers:
            self.convert(self.edited("convert.sql"), workers)
            pyarrow.parquet.write_table(pyarrow.table({"ok": [True, False], "answer": [answer, "{}"]}), table)
            for source, expected in (table, ['{"value":1.10}']), (self.out, [re.search(r'"output":(.*),"loss":', answer)[1] for answer in self.expected if '{"ok":true' in answer]):
                done = self.run_sql(self.edited("documents.sql"), workers, **{"in": source, "out": out})
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertCountEqual(given.texts(given.read(out)), expected)

    def test_each_of_several_documents_is_a_line(self):
        documents = [b'{"a":[1.10,{"b":[]}],"c":"x,[]{}\\\\\\",\\"]"}', b'{"base64":"e30=","name":"a,b.csv"}', b"{}", '{"d":"架空"}'.encode()]
        outputs = documents[:1], documents[:2], documents
        table, out, back = (os.path.join(self.folder.name, name) for name in ("several.parquet", "documents.ndjson", "back.parquet"))
        answers = [f'{{"line":1,"ok":true,"output":{each[0].decode() if len(each) == 1 else "[" + ",".join(map(bytes.decode, each)) + "]"},"loss":[]}}' for each in outputs]
        for answer in answers:
            json.loads(answer)
        pyarrow.parquet.write_table(pyarrow.table({"ok": [True] * len(answers), "answer": answers}), table)
        with given.Workers() as workers:
            done = self.run_sql(self.edited("documents.sql"), workers, **{"in": table, "out": out})
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertCountEqual(given.texts(given.read(out)), [document.decode() for each in outputs for document in each])

            # What a worker really answers to several documents is read back, document by document.
            lines = given.several()
            expected = [document for answer in map(json.loads, given.bare(lines)) for document in answer["output"]]
            self.assertEqual(len(expected), 2 * len(lines))
            source = os.path.join(self.folder.name, "several.ndjson")
            with open(source, "wb") as file:
                file.write(b"".join(line + b"\n" for line in lines))
            self.convert(self.edited("convert.sql"), workers, source)
            done = self.run_sql(self.edited("documents.sql"), workers, **{"in": self.out, "out": out})
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            written = given.texts(given.read(out))
            self.assertCountEqual(map(json.loads, written), expected)
            self.assertEqual({json.loads(answer)["ok"] for answer in given.bare([line.encode() for line in written])}, {True})

    def test_what_the_page_says_of_the_way_back_to_csv_is_so(self):
        with open(f"{os.environ['RENKEI_SOURCE']}/docs/scale.md", encoding="utf-8") as file:
            page = file.read()
        single, many = (re.search(f"`({re.escape(start)}[^`]+)`", page)[1] for start in ("base64Decode(JSONExtractString(", "arrayMap(each"))
        lines = given.several_back()
        contents = [[base64.b64decode(each["base64"]) for each in ([output] if isinstance(output, dict) else output)]
                    for output in (json.loads(answer)["output"] for answer in given.bare(lines))]
        self.assertEqual({len(each) for each in contents}, {1, 2})
        source = os.path.join(self.folder.name, "back.ndjson")
        with open(source, "wb") as file:
            file.write(b"".join(line + b"\n" for line in lines))
        select = "SELECT {} FROM (SELECT renkei_convert(text) AS answer, _row_number AS number FROM file({{in:String}}, LineAsString, 'text String')) ORDER BY number"
        with given.Workers() as workers:
            done = self.run_sql(select.format(f"if(startsWith(simpleJSONExtractRaw(answer, 'output'), '['), arrayMap(each -> hex(each), {many}), [hex({single})]) AS found, {single} = '' AS empty"), workers, **{"in": source})
        self.assertEqual(done.stderr, "")
        rows = [line.split("\t") for line in done.stdout.splitlines()[1:]]
        self.assertEqual([[bytes.fromhex(each) for each in re.findall("[0-9A-F]+", row[0])] for row in rows], contents)
        self.assertEqual([row[1] for row in rows], [str(int(len(each) > 1)) for each in contents])

    def test_a_value_with_line_breaks_is_one_line(self):
        document = given.bundles()[0]
        broken = document.replace(b',"', b',\n"')
        self.assertNotEqual(broken, document)
        lines = [document, broken, b"{", document]
        table = os.path.join(self.folder.name, "table.parquet")
        pyarrow.parquet.write_table(pyarrow.table({"id": [1, 2, 3, 4], "body": [line.decode() for line in lines]}), table)
        with given.Workers() as workers:
            statement = self.edited("convert.sql", ("_file AS", "'table' AS"), ("_row_number + 1", "id"), ("renkei_convert(text)", "renkei_convert(replaceAll(body, '\\n', ' '))"), ("LineAsString, 'text String'", "Parquet"))
            done = self.run_sql(statement, workers, **{"in": table, "out": self.out})
        self.assertEqual(done.stderr, "")
        rows = sorted(pyarrow.parquet.read_table(self.out).to_pylist(), key=lambda row: row["line"])
        self.assertEqual([row["ok"] for row in rows], [True, True, False, True])
        outputs = [json.loads(row["answer"])["output"] for row in rows]
        self.assertEqual(outputs[0], outputs[1])

    def test_duckdb_reads_the_parquet(self):
        with given.Workers() as workers:
            self.convert(self.edited("convert.sql"), workers)
        expected = collections.Counter(answer["ok"] for answer in map(json.loads, self.bare))
        self.assertEqual(dict(duckdb.sql(f"SELECT ok, count(*) FROM '{self.out}' GROUP BY ok").fetchall()), dict(expected))


if __name__ == "__main__":
    unittest.main()
