add_dependencies(test_mhd defs_file)
