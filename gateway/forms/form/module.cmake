add_table(../mappings/shared level-limits)
