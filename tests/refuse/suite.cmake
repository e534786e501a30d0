# Every mutant of every mapping, not a sample: label long.
add_test(NAME refuse.long.Mutants COMMAND test_service --folder=refuse --gtest_filter=Mutants.*)
set_tests_properties(refuse.long.Mutants PROPERTIES LABELS long TIMEOUT 7200 ENVIRONMENT RENKEI_MUTANTS=1000000)
