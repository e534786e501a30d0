#!/usr/bin/env python3
# Spark: converts NDJSON by RDD.pipe, with one worker for each partition, and writes Parquet: ok, form, answer.
#   spark-submit convert.py IN OUT [WORKER…]     WORKER: `renkei convert --pipe` if none is given; renkei must be in the PATH of every machine
import os
import shlex
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f


def answers(lines, worker):
    """The answers to a column `value` of lines: a DataFrame ok, form, answer."""
    # A line that is no UTF-8 would reach Python with its bytes replaced; in base64 it reaches the worker, which refuses it.
    as_bytes = f.concat(f.lit('{"base64":"'), f.base64("value"), f.lit('"}'))
    text = lines.select(f.when(f.expr("is_valid_utf8(value)"), f.col("value")).otherwise(as_bytes))
    # checkCode: without it a worker that is killed would be a shorter table; env: without it a worker has no PATH.
    answered = text.rdd.map(lambda row: row[0]).pipe(shlex.join(worker), env=dict(os.environ), checkCode=True)
    return lines.sparkSession.createDataFrame(answered.map(lambda answer: (answer,)), "answer string").select(
        (f.get_json_object("answer", "$.ok") == "true").alias("ok"), f.get_json_object("answer", "$.form").alias("form"), "answer")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: convert.py IN OUT [WORKER…]")
    spark = SparkSession.builder.appName("renkei").getOrCreate()
    lines = spark.read.option("lineSep", "\n").text(sys.argv[1])
    answers(lines, sys.argv[3:] or ["renkei", "convert", "--pipe"]).write.parquet(sys.argv[2])
