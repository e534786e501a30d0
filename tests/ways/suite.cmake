# Every change of a full document of each form, in the words of a summary and of a person's page.
add_test(NAME ways.long.SummaryWay COMMAND test_network --gtest_filter=SummaryWay.*)
set_tests_properties(ways.long.SummaryWay PROPERTIES LABELS long TIMEOUT 14400 ENVIRONMENT RENKEI_EVERY_CHANGE=1)
