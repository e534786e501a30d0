# What the tests of this folder share: lines to convert, all invented, the workers that an engine starts, and answers as they are compared.
import base64
import glob
import json
import os
import re
import subprocess
import tempfile

PROGRAM = os.environ["RENKEI_PROGRAM"]
SCRIPTS = os.path.join(os.environ["RENKEI_SOURCE"], "tools/scale")
KIT = os.environ["RENKEI_KIT"]


def read(path):
    with open(path, "rb") as file:
        return file.read()


def bundles():
    """The full document of every form, each as one line without a line break."""
    return [json.dumps(json.loads(read(path)), ensure_ascii=False, separators=(",", ":")).encode() for path in sorted(glob.glob(f"{KIT}/*/full.bundle.json"))]


def renumbered(line, number):
    """The document under another id."""
    return line.replace(b"FIX-FULL", b"N%07d" % number)


def faulty():
    """Files of the kit that are refused, or lose something: path and the line that carries the file's bytes."""
    paths = sorted(path for kind in ("broken-*.csv", "broken-*.json", "foreign-*.json") for path in glob.glob(f"{KIT}/*/{kind}"))
    return [(path, wrapped(read(path), os.path.basename(path))) for path in paths]


def wrapped(content, name):
    return json.dumps({"base64": base64.b64encode(content).decode(), "name": name}).encode()


def several():
    """Lines that carry two documents each."""
    return [wrapped(read(path), os.path.basename(path)) for path in sorted(glob.glob(f"{KIT}/*/two-documents.csv"))]


def several_back():
    """Lines that carry bundles whose forms are CSV: two in one line, then one."""
    paths = sorted(glob.glob(f"{KIT}/*/two-documents.bundle.ndjson"))
    both = [read(path) for path in paths]
    return [wrapped(content, "bundles.ndjson") for content in both] + [content.split(b"\n")[0] for content in both]


def mixed(rounds):
    """Lines of every kind: documents of all forms with ids of their own, between them refused files, no JSON, nothing, and bytes that are no UTF-8."""
    documents = bundles()
    others = [line for _, line in faulty()] + [b"", b"{", b'{"resourceType":"Bundle"', b'"\xff\xfe"', b"null"]
    lines = []
    for number in range(rounds):
        lines += [renumbered(line, number) for line in documents]
        lines += others[number::rounds]
    return lines


def bare(lines, *options, command="convert"):
    """The answers of one worker without an engine."""
    done = subprocess.run([PROGRAM, command, "--pipe", *options], input=b"".join(line + b"\n" for line in lines), stdout=subprocess.PIPE, check=True)
    return texts(done.stdout)


def texts(answers):
    """Each answer line as text. Not splitlines(): that would also break at characters within a document."""
    *whole, rest = answers.decode().split("\n")
    assert rest == ""
    return whole


def content(answer):
    """An answer without its `line`, which counts what its process has read."""
    text, found = re.subn(r'^\{"line":\d+,', "{", answer)
    assert found == 1, answer[:200]
    return text


class Workers:
    """Stands in PATH as `renkei`: counts the workers that an engine starts, and may kill one of them, or all, after it has read so many bytes, or start late."""

    def __init__(self, kill_after=None, kill_all=False, late=0):
        self.folder = tempfile.TemporaryDirectory(prefix="renkei-scale-")
        self.starts = os.path.join(self.folder.name, "starts")
        self.killed = os.path.join(self.folder.name, "killed")
        script = f"""#!/bin/bash
echo $$ >>{self.starts}
if [[ -n "{kill_after or ''}" ]] && {{ mkdir {self.folder.name}/once 2>/dev/null || [[ -n "{kill_all or ''}" ]]; }}; then
    (while read -r _ count </proc/$$/io && [[ $count -lt {kill_after or 0} ]]; do :; done
        kill -KILL $$ && echo $$ >{self.killed}) </dev/null >/dev/null 2>&1 &
fi
sleep {late}
exec {PROGRAM} "$@"
"""
        with open(os.path.join(self.folder.name, "renkei"), "w", encoding="utf-8") as file:
            file.write(script)
        os.chmod(file.name, 0o755)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def environment(self):
        return dict(os.environ, PATH=f"{self.folder.name}:{os.environ['PATH']}")

    def started(self):
        return len(read(self.starts).splitlines())

    def was_killed(self):
        return os.path.exists(self.killed)
