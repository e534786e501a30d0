#!/bin/sh
# The worker as a script of ClickHouse's user_scripts, for the table function executable() (stream.sql).
exec renkei convert --pipe
