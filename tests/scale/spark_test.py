# Spark: the scripts of tools/scale/spark give what a bare worker gives, however many partitions; the task of a killed worker is repeated.
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import unittest

import duckdb
import pyarrow.parquet

import lines as given

SCRIPTS = ("convert.py", "convert_pandas.py")
NO_UTF_8 = b'"\xff\xfe"'
# A program of one's own, with the scripts as modules: values of a table, which may hold a line break or be null.
TABLE = """
import json, sys
from pyspark.sql import SparkSession
import convert, convert_pandas
given, out, program = sys.argv[1:]
with open(given) as file:
    values = json.load(file)
spark = SparkSession.builder.appName("table").master("local[2]").config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1").getOrCreate()
lines = spark.createDataFrame(list(enumerate(values)), "id int, value string").coalesce(1)
found = {}
for script in convert, convert_pandas:
    found[script.__name__] = [[row.id, row.ok, row.answer] for row in script.answers(lines, [program, "convert", "--pipe"]).collect()]
found["environment"] = convert.answers(lines.limit(1), ["bash", "-c", "compgen -e | tr '\\\\n' ' '; echo"]).collect()[0].answer.split()
with open(out, "w") as file:
    json.dump(found, file)
"""
# Without Spark: a worker process is given values, some of which it cannot be sent, or ends badly.
ALONE = """
import sys, pandas, convert_pandas
print(list(convert_pandas.answered([pandas.DataFrame({"value": eval(sys.argv[1])})], sys.argv[2:])))
"""


class Spark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="renkei-scale-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.lines = [line for line in given.mixed(20) if line != NO_UTF_8]
        cls.expected = sorted((hashlib.sha256(line).hexdigest(), given.content(answer)) for line, answer in zip(cls.lines, given.bare(cls.lines), strict=True))
        cls.given = cls.write("in.ndjson", cls.lines)

    @classmethod
    def write(cls, name, lines):
        path = os.path.join(cls.folder.name, name)
        with open(path, "wb") as file:
            file.write(b"".join(line + b"\n" for line in lines))
        return path

    def submit(self, script, workers, *, source=None, partitions=2, tries=3, worker=()):
        """The folder that the script writes, and the finished spark-submit."""
        out = os.path.join(tempfile.mkdtemp(dir=self.folder.name), "out")
        source = source or self.given
        settings = {"spark.sql.files.maxPartitionBytes": -(-os.path.getsize(source) // partitions), "spark.sql.files.openCostInBytes": 1, "spark.sql.files.minPartitionNum": 1,
                    "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        done = subprocess.run(["spark-submit", "--master", f"local[2,{tries}]", *(word for key, value in settings.items() for word in ("--conf", f"{key}={value}")),
                               f"{given.SCRIPTS}/spark/{script}", source, out, *worker], env=workers.environment(), capture_output=True, text=True)
        return out, done

    def rows(self, out, done):
        self.assertEqual(done.returncode, 0, done.stderr[-4000:])
        rows = pyarrow.parquet.read_table(out).to_pylist()
        for row in rows:
            answer = json.loads(row["answer"])
            self.assertEqual((row["ok"], row["form"]), (answer["ok"], answer["form"]))
        return rows

    def assert_expected(self, rows):
        self.assertEqual(sorted((row["sha256"], given.content(row["answer"])) for row in rows), self.expected)
        self.assertEqual({os.path.basename(row["file"]) for row in rows}, {"in.ndjson"})

    def test_the_answers_are_those_of_a_bare_worker_for_every_number_of_partitions(self):
        for script in SCRIPTS:
            for partitions in 1, 2, 4, 8:
                with self.subTest(script, partitions=partitions), given.Workers() as workers:
                    self.assert_expected(self.rows(*self.submit(script, workers, partitions=partitions)))
                    self.assertEqual(workers.started(), partitions)

    def test_the_task_of_a_killed_worker_is_repeated(self):
        for script in SCRIPTS:
            with self.subTest(script), given.Workers(kill_after=1 << 20) as workers:
                self.assert_expected(self.rows(*self.submit(script, workers)))
                self.assertTrue(workers.was_killed())
                self.assertEqual(workers.started(), 3)

    def test_without_another_try_a_killed_worker_ends_the_job_and_nothing_is_written(self):
        for script in SCRIPTS:
            with self.subTest(script), given.Workers(kill_after=1 << 20) as workers:
                out, done = self.submit(script, workers, tries=1)
                self.assertTrue(workers.was_killed())
                self.assertNotEqual(done.returncode, 0)
                self.assertFalse(os.path.exists(f"{out}/_SUCCESS"))
                self.assertNotRegex(done.stdout + done.stderr, "resourceType|FIX-|urn:uuid|架空")

    def test_missing_answers_fail_the_task_even_if_the_worker_ends_well(self):
        for script, words in ("convert_pandas.py", "head ended before its last answer: exit code 0"), ("convert.py", "different number of items|same number of elements"):
            with self.subTest(script), given.Workers() as workers:
                out, done = self.submit(script, workers, tries=1, worker=("head", "-n", "5"))
                self.assertNotEqual(done.returncode, 0)
                self.assertRegex(done.stderr, words)
                self.assertFalse(os.path.exists(f"{out}/_SUCCESS"))

    def python(self, program, *words, **environment):
        return subprocess.run([sys.executable, "-c", program, *words], timeout=300, capture_output=True, text=True,
                              env=dict(os.environ, PYTHONPATH=f"{given.SCRIPTS}/spark", **environment))

    def test_each_value_of_a_table_is_one_line_and_a_worker_has_no_other_environment(self):
        document = given.bundles()[0]
        values = [document.decode(), None, document.replace(b',"', b',\n"').decode() + "\n", "{", document.decode()]
        expected = [given.content(answer) for answer in given.bare([(value or "").replace("\n", " ").encode() for value in values])]
        table, found = (os.path.join(self.folder.name, name) for name in ("table.json", "found.json"))
        with open(table, "w", encoding="utf-8") as file:
            json.dump(values, file)
        done = self.python(TABLE, table, found, given.PROGRAM, A_SECRET="planted")
        self.assertEqual(done.returncode, 0, done.stderr[-4000:])
        with open(found, encoding="utf-8") as file:
            found = json.load(file)
        for script in "convert", "convert_pandas":
            with self.subTest(script):
                self.assertEqual([row[0] for row in found[script]], list(range(len(values))))
                self.assertEqual([row[1] for row in found[script]], [True, False, True, False, True])
                self.assertEqual([given.content(row[2]) for row in found[script]], expected)
        self.assertIn("PATH", found["environment"])
        self.assertLessEqual(set(found["environment"]), {"PATH", "PWD", "OLDPWD", "SHLVL", "_"})

    def test_a_value_that_cannot_be_sent_and_a_worker_that_stops_answering_are_errors_and_no_waiting(self):
        large = "[b'{' * 200000] * 20"  # more than a pipe holds: the sender waits
        for values, worker, words in (
                ("[b'{}', 7]", [given.PROGRAM, "convert", "--pipe"], "AttributeError: 'int' object has no attribute 'replace'"),
                (large, ["bash", "-c", "exec >&-; exec sleep 100"], "bash ended before its last answer: it runs on"),
                (large, ["bash", "-c", "exit 4"], "bash ended before its last answer: exit code 4"),
                ("[b'{}']", ["bash", "-c", "read -r; echo 1; cat >/dev/null; exit 4"], "bash did not end as it should: exit code 4"),
                ("[b'{}']", ["bash", "-c", "read -r; echo 1; echo 2"], "bash did not end as it should: exit code 0")):
            with self.subTest(words):
                done = self.python(ALONE, values, *worker)
                self.assertEqual(done.returncode, 1)
                self.assertIn(words, done.stderr)

    def test_bytes_that_are_no_utf_8_are_refused(self):
        source = self.write("bytes.ndjson", [NO_UTF_8, given.bundles()[0]])
        for script in SCRIPTS:
            with self.subTest(script), given.Workers() as workers:
                rows = self.rows(*self.submit(script, workers, source=source, partitions=1))
                self.assertEqual([row["ok"] for row in rows], [False, True])
                self.assertEqual(rows[0]["sha256"], hashlib.sha256(NO_UTF_8).hexdigest())
                self.assertNotIn("\ufffd", rows[0]["answer"])

    def test_duckdb_counts_the_answers(self):
        with given.Workers() as workers:
            out, done = self.submit("convert_pandas.py", workers)
        self.rows(out, done)
        refused = sum(answer.startswith('{"ok":false') for _, answer in self.expected)
        self.assertEqual(duckdb.sql(f"SELECT count(*) FROM '{out}/*.parquet' WHERE NOT ok").fetchall(), [(refused,)])


if __name__ == "__main__":
    unittest.main()
