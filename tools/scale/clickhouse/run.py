#!/usr/bin/env python3
# ClickHouse without a server (chdb from PyPI): runs a file of SQL with the functions and scripts that lie beside this one.
#   run.py FILE.sql [NAME=VALUE…]     a value for each {NAME:String} in the file; what it selects is printed as a table
import os
import sys

import chdb

here = os.path.dirname(os.path.abspath(__file__))
with open(sys.argv[1], encoding="utf-8") as file:
    statement = file.read()
try:
    result = chdb.query(statement, "TSVWithNames", udf_path=here, params=dict(word.split("=", 1) for word in sys.argv[2:]))
except RuntimeError as error:
    sys.exit(str(error).split(", Stack trace")[0])
sys.stdout.buffer.write(result.bytes())
