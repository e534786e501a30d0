# The same laws over 100,000 records of every form, one law a test: label long.
foreach(suite IN ITEMS Identity Interpreter Loss Order Damaged Sensitivity Syntax Monotone)
    add_test(NAME laws.long.${suite} COMMAND test_laws --gtest_filter=${suite}.*)
    set_tests_properties(laws.long.${suite} PROPERTIES LABELS long TIMEOUT 14400 ENVIRONMENT RENKEI_LAW_RECORDS=100000)
endforeach()
