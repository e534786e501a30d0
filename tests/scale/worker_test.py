# The worker alone: memory, findings as those of `renkei convert`, what a reader of NDJSON counts.
import collections
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest

import duckdb
from pyarrow import parquet

import lines as given

PLACE = ("line", "column", "offset", "record", "cell", "document", "path")
MIB = 1 << 20


# Starts a program, and writes the most memory that it took (KiB) into a file. A process of its own, because ru_maxrss also has what the process that starts
# a program took before; and small.
MEASURED = """import os, sys
process = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
os.close(0)
_, status, used = os.wait4(process, 0)
with open(sys.argv[1], "w") as file:
    file.write(str(used.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))"""


class Worker(unittest.TestCase):
    def answer_stream(self, size):
        """Sends so many bytes of documents, each with an id of its own. The number of lines, of answers that are ok, and the most memory that the worker took."""
        with tempfile.NamedTemporaryFile("r", encoding="ascii") as peak:
            process = subprocess.Popen([sys.executable, "-I", "-c", MEASURED, peak.name, given.PROGRAM, "convert", "--pipe"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            documents, sent = given.bundles(), 0

            def send():
                nonlocal sent
                with process.stdin:
                    left = size
                    while left > 0:
                        line = given.renumbered(documents[sent % len(documents)], sent)
                        process.stdin.write(line + b"\n")
                        left -= len(line) + 1
                        sent += 1

            sender = threading.Thread(target=send)
            sender.start()
            answered = good = 0
            for answer in process.stdout: # until the worker ends, however many there are
                answered += 1
                good += answer.startswith(b'{"line":%d,"ok":true,' % answered)
            sender.join()
            self.assertEqual(process.wait(), 0)
            process.stdout.close()
            self.assertEqual(answered, sent)
            return sent, good, int(peak.read()) << 10

    def test_a_gibibyte_takes_no_more_memory_than_a_little(self):
        _, _, little = self.answer_stream(16 * MIB)
        sent, good, peak = self.answer_stream(1024 * MIB)
        self.assertEqual(good, sent)
        print(f"{sent} lines; at most {peak / MIB:.0f} MiB, of 16 MiB {little / MIB:.0f} MiB", flush=True)
        self.assertLess(peak, little + 8 * MIB)

    def test_findings_are_those_of_renkei_convert(self):
        files = given.faulty()
        answers = [json.loads(answer) for answer in given.bare([line for _, line in files], "--values-in-findings")]
        self.assertGreater(sum(not answer["ok"] for answer in answers), 50)
        for (path, _), answer in zip(files, answers, strict=True):
            with tempfile.TemporaryDirectory() as folder, self.subTest(path):
                done = subprocess.run([given.PROGRAM, "convert", path, "--format", "json", "-o", f"{folder}/"], stderr=subprocess.PIPE)
                self.assertEqual(answer["ok"], done.returncode != 2)
                expected = [(finding["id"], finding["severity"], {key: finding[key] for key in PLACE if key in finding}) for finding in json.loads(done.stderr)]
                found = [(finding["id"], finding["severity"], finding["place"]) for finding in answer["loss"] + answer["findings"]]
                self.assertCountEqual(found, expected)

    def test_findings_quote_no_values_unless_asked(self):
        lines = [line for _, line in given.faulty()]
        quoted = 0
        for answer, frank in zip(map(json.loads, given.bare(lines)), map(json.loads, given.bare(lines, "--values-in-findings")), strict=True):
            for finding, with_value in zip(answer["loss"] + answer["findings"], frank["loss"] + frank["findings"], strict=True):
                self.assertNotIn("value", finding)
                value = with_value.get("value", "")
                if len(value) > 3 and value in with_value["message"]:
                    quoted += 1
                    self.assertNotIn(value, finding["message"])
        self.assertGreater(quoted, 100)

    def test_one_process_answers_block_after_block(self):
        documents = given.mixed(1)
        answers = [given.content(answer) for answer in given.bare(documents)]
        process = subprocess.Popen([given.PROGRAM, "convert", "--pipe", "--send-chunk-header"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        begin, size = 0, 1
        while begin < len(documents):
            block = documents[begin:begin + size]
            sender = threading.Thread(target=lambda: (process.stdin.write(b"%d\n" % len(block) + b"".join(line + b"\n" for line in block)), process.stdin.flush()))
            sender.start()
            found = [given.content(process.stdout.readline().decode()[:-1]) for _ in block] # no end of the input makes them come
            sender.join()
            self.assertEqual(found, answers[begin:begin + size])
            begin, size = begin + size, size * 2
        rest, _ = process.communicate()
        self.assertEqual((rest, process.returncode), (b"", 0))

    def test_answers_become_parquet_and_duckdb_counts_both(self):
        answers = given.bare(given.mixed(1))
        read = [json.loads(answer) for answer in answers]
        expected = collections.Counter((answer["form"], answer["ok"]) for answer in read)
        self.assertIn(False, {ok for _, ok in expected})
        with tempfile.TemporaryDirectory() as folder:
            path, table = os.path.join(folder, "answers.ndjson"), os.path.join(folder, "answers.parquet")
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(answer + "\n" for answer in answers)
            subprocess.run([sys.executable, f"{given.SCRIPTS}/to_parquet.py", table, path], check=True)
            self.assertEqual(parquet.read_table(table).to_pylist(),
                             [{"file": "answers.ndjson", "ok": row["ok"], "form": row["form"], "answer": answer} for row, answer in zip(read, answers, strict=True)])
            for source in f"read_ndjson('{path}', columns = {{form: 'VARCHAR', ok: 'BOOLEAN'}})", f"'{table}'":
                rows = duckdb.sql(f"SELECT form, ok, count(*) FROM {source} GROUP BY ALL").fetchall()
                self.assertEqual({(form, ok): count for form, ok, count in rows}, dict(expected))


if __name__ == "__main__":
    unittest.main()
