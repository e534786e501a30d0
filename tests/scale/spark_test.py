# Spark: the scripts of tools/scale/spark give what a bare worker gives, however many partitions; the task of a killed worker is repeated.
import json
import os
import subprocess
import tempfile
import unittest

import duckdb
import pyarrow.parquet

import lines as given

SCRIPTS = ("convert.py", "convert_pandas.py")
NO_UTF_8 = b'"\xff\xfe"'


class Spark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="renkei-scale-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.lines = [line for line in given.mixed(20) if line != NO_UTF_8]
        cls.expected = sorted(given.content(answer) for answer in given.bare(cls.lines))
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
        self.assertEqual(sorted(given.content(row["answer"]) for row in rows), self.expected)

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
        with given.Workers() as workers:
            _, done = self.submit("convert_pandas.py", workers, tries=1, worker=("head", "-n", "5"))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("head ended before its last answer", done.stderr)

    def test_bytes_that_are_no_utf_8_are_refused(self):
        source = self.write("bytes.ndjson", [NO_UTF_8, given.bundles()[0]])
        for script in SCRIPTS:
            with self.subTest(script), given.Workers() as workers:
                rows = self.rows(*self.submit(script, workers, source=source, partitions=1))
                self.assertEqual([row["ok"] for row in rows], [False, True])
                self.assertNotIn("\ufffd", rows[0]["answer"])

    def test_what_stands_beside_a_line_stays_there_and_duckdb_counts_it(self):
        with given.Workers() as workers:
            out, done = self.submit("convert_pandas.py", workers)
        self.assertEqual({os.path.basename(row["file"]) for row in self.rows(out, done)}, {"in.ndjson"})
        refused = sum(answer.startswith('{"ok":false') for answer in self.expected)
        self.assertEqual(duckdb.sql(f"SELECT count(*) FROM '{out}/*.parquet' WHERE NOT ok").fetchall(), [(refused,)])


if __name__ == "__main__":
    unittest.main()
