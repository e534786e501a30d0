# GNU parallel: parallel.sh gives what a bare worker gives, or no answers of a file: never fewer, never older ones.
import os
import shutil
import subprocess
import tempfile
import unittest

import lines as given

MIB = 1 << 20


@unittest.skipUnless(shutil.which("parallel"), "GNU parallel is not here")
class Parallel(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="renkei-scale-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name, lines):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"".join(line + b"\n" for line in lines))
        return name

    def parallel(self, workers, *words, **environment):
        return subprocess.run([f"{given.SCRIPTS}/parallel.sh", *words], cwd=self.folder, env=dict(workers.environment(), **environment), capture_output=True, text=True)

    def answers(self, name):
        return [given.content(answer) for answer in given.texts(given.read(os.path.join(self.folder, name)))]

    def test_answers_are_the_same_also_when_a_worker_is_killed(self):
        documents = given.mixed(8)
        expected = [given.content(answer) for answer in given.bare(documents)]
        half = len(documents) // 2
        names = self.write("a b.ndjson", documents[:half]), self.write("c'd.ndjson", documents[half:])
        for kill_after, always in (None, False), (MIB, False), (MIB, True):
            with given.Workers(kill_after, always) as workers, self.subTest(kill_after=kill_after, always=always):
                done = self.parallel(workers, "answers", *names)
                self.assertEqual(workers.was_killed(), kill_after is not None)
                self.assertEqual(done.returncode != 0, always)
                if always:
                    self.assertEqual(os.listdir(f"{self.folder}/answers"), [])
                    continue
                self.assertEqual(workers.started(), 3 if kill_after else 2)
                self.assertEqual(sorted(os.listdir(f"{self.folder}/answers")), list(names))
                self.assertEqual(self.answers(f"answers/{names[0]}") + self.answers(f"answers/{names[1]}"), expected)
                shutil.rmtree(f"{self.folder}/answers")

    def test_two_files_of_one_name_are_refused_before_the_start(self):
        files = [self.write(name, given.bundles()[:1]) for name in ("a/x y.ndjson", "b/x y.ndjson", "b/z.ndjson")]
        with given.Workers() as workers:
            done = self.parallel(workers, "answers", *files)
            self.assertEqual(done.returncode, 3)
            self.assertIn("x y.ndjson", done.stderr)
            self.assertNotIn("z.ndjson", done.stderr)
            self.assertFalse(os.path.exists(f"{self.folder}/answers"))
            self.assertEqual(self.parallel(workers, "answers", *files[1:]).returncode, 0)

    def test_older_answers_are_neither_kept_nor_overwritten(self):
        file = self.write("in/x.ndjson", given.bundles())
        self.write("answers/x.ndjson", [b"older"])
        for folder in "answers", "in": # the second would overwrite what is converted
            with given.Workers() as workers, self.subTest(folder):
                before = given.read(f"{self.folder}/{folder}/x.ndjson")
                done = self.parallel(workers, folder, file)
                self.assertEqual(done.returncode, 3)
                self.assertIn(f"{folder}/x.ndjson is there already", done.stderr)
                self.assertEqual(given.read(f"{self.folder}/{folder}/x.ndjson"), before)
        with given.Workers() as workers: # other answers may lie there
            self.assertEqual(self.parallel(workers, "answers", self.write("in/y.ndjson", [b"{}"])).returncode, 0)
            self.assertEqual(sorted(os.listdir(f"{self.folder}/answers")), ["x.ndjson", "y.ndjson"])

    def test_the_shell_of_the_user_and_names_like_options_do_not_matter(self):
        documents = given.bundles()[:2]
        expected = [given.content(answer) for answer in given.bare(documents)]
        names = self.write("-a.ndjson", documents), self.write("-a.ndjson.part", documents)
        with given.Workers() as workers:
            for variable in "SHELL", "PARALLEL_SHELL":
                with self.subTest(variable):
                    done = self.parallel(workers, "-n", *(f"./{name}" for name in names), **{variable: "/bin/false"})
                    self.assertEqual(done.returncode, 0, done.stderr)
                    for name in names:
                        self.assertEqual(self.answers(f"-n/{name}"), expected)
                    shutil.rmtree(f"{self.folder}/-n")

    def test_words_that_are_missing_are_named(self):
        with given.Workers() as workers:
            for words in (), ("answers",):
                done = self.parallel(workers, *words)
                self.assertEqual((done.returncode, done.stderr), (3, "parallel.sh: expected: parallel.sh FOLDER FILE…\n"))


if __name__ == "__main__":
    unittest.main()
