#!/usr/bin/env python3
# Spark: converts NDJSON by mapInPandas, with one worker for each partition, and writes Parquet: what stands beside a line (here file and sha256, its key), ok, form, answer.
#   spark-submit convert_pandas.py IN OUT [WORKER…]     WORKER: `renkei convert --pipe` if none is given; renkei must be in the PATH of every machine
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import StringType, StructField, StructType


def one_line(value):
    """A break in a value is white space, and a null is an empty line: exactly one line for each value."""
    return b"" if value is None else value.replace(b"\n", b" ")


def end_of(process):
    """How a worker ended. One that closed its output may live on; it is not waited for."""
    try:
        return f"exit code {process.wait(timeout=5)}"
    except subprocess.TimeoutExpired:
        return "it runs on"


def answered(batches, worker):
    """Yields each batch with the column `answer` in place of `value`. Fails, so that Spark repeats the task, if the worker ends early or with a fault."""
    process = subprocess.Popen(worker, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(lines):
        try:
            for line in lines:
                process.stdin.write(one_line(line) + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # the worker is gone: an answer is missing below
        except BaseException:
            process.kill()  # else the answers that never come would be waited for below
            raise

    with ThreadPoolExecutor(1) as sender:
        try:
            for batch in batches:
                sent = sender.submit(send, batch.pop("value"))
                found = [process.stdout.readline() for _ in range(len(batch))]
                if not all(answer.endswith(b"\n") for answer in found):
                    end = end_of(process)
                    process.kill()
                    sent.result()
                    raise RuntimeError(f"{worker[0]} ended before its last answer: {end}")
                sent.result()
                yield batch.assign(answer=[answer[:-1].decode() for answer in found])
            process.stdin.close()
            if process.stdout.read() or end_of(process) != "exit code 0":
                raise RuntimeError(f"{worker[0]} did not end as it should: {end_of(process)}")
        finally:
            process.kill()  # before the sender is waited for: it may be writing
            process.wait()


def answers(lines, worker):
    """The answers to a column `value` of lines: a DataFrame of its other columns, ok, form, answer."""
    others = lines.drop("value")
    answers = lines.withColumn("value", f.col("value").cast("binary")).mapInPandas(
        lambda batches: answered(batches, worker), StructType(others.schema.fields + [StructField("answer", StringType())]))
    return answers.select(
        *others.columns, (f.get_json_object("answer", "$.ok") == "true").alias("ok"), f.get_json_object("answer", "$.form").alias("form"), "answer")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: convert_pandas.py IN OUT [WORKER…]")
    # So many lines go to Python at a time; bundles are large.
    spark = SparkSession.builder.appName("renkei").config("spark.sql.execution.arrow.maxRecordsPerBatch", 100).getOrCreate()
    lines = spark.read.option("lineSep", "\n").text(sys.argv[1]).select("value", f.col("_metadata.file_path").alias("file"), f.sha2("value", 256).alias("sha256"))
    answers(lines, sys.argv[3:] or ["renkei", "convert", "--pipe"]).write.parquet(sys.argv[2])
