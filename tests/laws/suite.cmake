# The same laws over 100,000 records of every form, one law a test: label long.
foreach(suite IN ITEMS Identity Interpreter Loss Order Damaged Sensitivity Syntax Monotone)
    add_test(NAME laws.long.${suite} COMMAND test_forms --gtest_filter=${suite}.*)
    set_tests_properties(laws.long.${suite} PROPERTIES LABELS long TIMEOUT 14400 ENVIRONMENT RENKEI_LAW_RECORDS=100000)
endforeach()
# What documents promise: ten thousand records of every form.
add_test(NAME laws.long.Promises COMMAND test_forms --gtest_filter=Promises.*)
set_tests_properties(laws.long.Promises PROPERTIES LABELS long TIMEOUT 14400 ENVIRONMENT RENKEI_LAW_RECORDS=20000)
# A document is checked against all definitions: a thousand records of every form.
add_test(NAME laws.slow.Validity COMMAND test_forms --gtest_filter=Validity.*)
set_tests_properties(laws.slow.Validity PROPERTIES LABELS slow COST 200 TIMEOUT 3600 ENVIRONMENT RENKEI_LAW_RECORDS=4000)
# Every change to a full document of each form, and 20 changes to each of 200 random ones.
add_test(NAME laws.long.ForeignChanges COMMAND test_forms --gtest_filter=ForeignChanges.*)
set_tests_properties(laws.long.ForeignChanges PROPERTIES LABELS long TIMEOUT 14400
    ENVIRONMENT "RENKEI_EVERY_CHANGE=1;RENKEI_CHANGED_DOCUMENTS=200")
# The same changes over the whole way of a document: every one of a full document of each form.
add_test(NAME laws.long.WholeWay COMMAND test_forms --gtest_filter=WholeWay.*)
set_tests_properties(laws.long.WholeWay PROPERTIES LABELS long TIMEOUT 14400
    ENVIRONMENT "RENKEI_EVERY_CHANGE=1;RENKEI_CHANGED_DOCUMENTS=200")
