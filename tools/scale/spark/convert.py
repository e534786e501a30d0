#!/usr/bin/env python3
# Spark: converts NDJSON by RDD.pipe, with one worker for each partition, and writes Parquet: file and sha256 of a line as its key, ok, form, answer.
#   spark-submit convert.py IN OUT [WORKER…]     WORKER: `renkei convert --pipe` if none is given; renkei must be in the PATH of every machine
import os
import shlex
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import StringType, StructField, StructType


def answers(lines, worker):
    """The answers to a column `value` of lines: a DataFrame of its other columns, ok, form, answer. Lines are read twice, as a pipe gives answers only: they must
    come in the same order again, as those of files do."""
    others = lines.drop("value")
    # A line that is no UTF-8 would reach Python with its bytes replaced; in base64 it reaches the worker, which refuses it.
    as_bytes = f.concat(f.lit('{"base64":"'), f.base64("value"), f.lit('"}'))
    text = f.when(f.expr("is_valid_utf8(value)"), f.col("value")).otherwise(as_bytes)
    # Exactly one line for each value: a break in it is white space, and a null is an empty line.
    sent = lines.select(f.translate(f.coalesce(text, f.lit("")), "\n", " ")).rdd
    # checkCode: without it a worker that is killed would be a shorter table; env: a worker has this and no more. Tasks are stored and logged: nothing
    # else of the environment belongs there.
    answered = sent.map(lambda row: row[0]).pipe(shlex.join(worker), env={"PATH": os.environ["PATH"]}, checkCode=True)
    # zip fails where answers are missing, or too many.
    keyed = others.rdd.zip(answered).map(lambda pair: (*pair[0], pair[1]))
    return lines.sparkSession.createDataFrame(keyed, StructType(others.schema.fields + [StructField("answer", StringType())])).select(
        *others.columns, (f.get_json_object("answer", "$.ok") == "true").alias("ok"), f.get_json_object("answer", "$.form").alias("form"), "answer")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: convert.py IN OUT [WORKER…]")
    spark = SparkSession.builder.appName("renkei").getOrCreate()
    lines = spark.read.option("lineSep", "\n").text(sys.argv[1]).select("value", f.col("_metadata.file_path").alias("file"), f.sha2("value", 256).alias("sha256"))
    answers(lines, sys.argv[3:] or ["renkei", "convert", "--pipe"]).write.parquet(sys.argv[2])
