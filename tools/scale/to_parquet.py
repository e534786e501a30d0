#!/usr/bin/env python3
# pyarrow: writes files of answers (NDJSON) as one Parquet file, one row a line: file, ok, form, answer. What convert.sql and convert.py write, without an engine.
#   to_parquet.py OUT.parquet FILE…
import itertools
import json
import os
import sys

import pyarrow
from pyarrow import parquet

schema = pyarrow.schema([("file", pyarrow.string()), ("ok", pyarrow.bool_()), ("form", pyarrow.string()), ("answer", pyarrow.string())])
with parquet.ParquetWriter(sys.argv[1], schema) as writer:
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8", newline="\n") as file:
            while texts := [line.rstrip("\n") for line in itertools.islice(file, 1000)]:
                answers = [json.loads(text) for text in texts]
                writer.write_batch(pyarrow.record_batch(
                    [[os.path.basename(path)] * len(texts), [answer["ok"] for answer in answers], [answer["form"] for answer in answers], texts], schema=schema))
