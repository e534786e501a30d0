# race.py SOURCE BUILD [MIB [ROUNDS]]: converts so many MiB of bundles (default 1,024) to the JSON of their forms, in turns: bare, and under each engine with the
# files of tools/scale as they are, on two cores. The time of a way is the median of its rounds, less the median of its rounds with a single line:
# without the start of Python, of the Java machine and of the engine. Processor time, of all processes, hardly depends on what else the machine does.
import glob
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import duckdb

source, build = sys.argv[1:3]
mib = int(sys.argv[3]) if len(sys.argv) > 3 else 1024
rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
scale = f"{source}/tools/scale"
files = 8


def documents():
    """The full documents of the forms that are JSON, each as one line: what comes out is one line, too."""
    found = []
    for path in sorted(glob.glob(f"{source}/fixtures/*/full.bundle.json")):
        if subprocess.run(["renkei", "convert", path, "--to", "json"], capture_output=True).returncode == 0:
            with open(path, "rb") as file:
                found.append(json.dumps(json.load(file), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return found


def make_input(folder, size):
    """Files of so many bytes together; every document has its own id. The number of lines."""
    forms, lines = documents(), 0
    os.mkdir(folder)
    for number in range(files):
        with open(f"{folder}/{number}.ndjson", "wb") as file:
            while file.tell() < size // files:
                file.write(forms[lines % len(forms)].replace(b"FIX-FULL", b"N%09d" % lines))
                lines += 1
    return lines


def make_single(folder):
    os.mkdir(folder)
    with open(f"{folder}/0.ndjson", "wb") as file:
        file.write(documents()[0])


def spark(script):
    settings = ("spark.ui.enabled=false", "spark.driver.host=127.0.0.1", "spark.driver.bindAddress=127.0.0.1")
    return lambda given, out: ["spark-submit", "--master", "local[2]", *(word for setting in settings for word in ("--conf", setting)),
                               f"{scale}/spark/{script}", given, out]


def clickhouse(statement):
    return lambda given, out: [sys.executable, f"{scale}/clickhouse/run.py", f"{scale}/clickhouse/{statement}", f"in={given}/*.ndjson", f"out={out}"]


PARQUET = "read_parquet('{}') WHERE ok"
PARQUET_FOLDER = "read_parquet('{}/*.parquet') WHERE ok"
# name; its command, for a folder of files; the documents that it wrote, for DuckDB
WAYS = {
    "bare, renkei convert -j 2": (lambda given, out: ["renkei", "convert", *sorted(glob.glob(f"{given}/*")), "--join", "-o", f"{out}/", "-j", "2"], "read_ndjson_objects('{}/*')"),
    "GNU parallel": (lambda given, out: ["env", "PARALLEL=--jobs 2", f"{scale}/parallel.sh", out, *sorted(glob.glob(f"{given}/*"))], "read_ndjson('{}/*', columns = {{ok: 'BOOLEAN'}}) WHERE ok"),
    "ClickHouse, pool": (clickhouse("convert.sql"), PARQUET),
    "ClickHouse, executable()": (clickhouse("stream.sql"), PARQUET),
    "Spark, pipe": (spark("convert.py"), PARQUET_FOLDER),
    "Spark, mapInPandas": (spark("convert_pandas.py"), PARQUET_FOLDER),
}


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def median_of(runs):
    return [statistics.median(each) for each in zip(*runs)]


def run(way, given, work, lines):
    """Seconds of one run, and of processors. Its documents are all there."""
    command, documents_in = WAYS[way]
    out = f"{work}/out"
    began, used_before = time.monotonic(), processor_time()
    done = subprocess.run(command(given, out), capture_output=True, text=True)
    seconds, used = time.monotonic() - began, processor_time() - used_before
    if done.returncode != 0:
        sys.exit(f"{way}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    found = duckdb.sql(f"SELECT count(*) FROM {documents_in.format(out)}").fetchall()[0][0]
    if found != lines:
        sys.exit(f"{way}: {lines} lines became {found} documents")
    shutil.rmtree(out) if os.path.isdir(out) else os.remove(out)
    return seconds, used


def main():
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    with tempfile.TemporaryDirectory(dir=f"{build}/scale") as work:
        lines = make_input(f"{work}/in", mib << 20)
        make_single(f"{work}/single")
        took = {way: ([], []) for way in WAYS}
        for _ in range(rounds):
            for way, (alone, whole) in took.items():
                alone.append(run(way, f"{work}/single", work, 1))
                whole.append(run(way, f"{work}/in", work, lines))
    print(f"{mib} MiB of bundles, {lines} lines; two cores; medians of {rounds} rounds; load {os.getloadavg()[1]:.1f}")
    bare = None
    for way, (alone, whole) in took.items():
        start, start_used = median_of(alone)
        seconds, used = (all_of_it - of_start for all_of_it, of_start in zip(median_of(whole), (start, start_used)))
        bare = bare or (seconds, used)
        print(f"  {way:<26} {seconds:>7.1f} s  {mib / seconds:>6.0f} MiB/s  CPU {used:>6.1f} s  start {start:>5.1f} s  ratio to bare {seconds / bare[0]:.2f}, CPU {used / bare[1]:.2f}")


main()
