# A thousand kills of one node, and a thousand of one of two.
add_test(NAME e2e.thousand_crashes COMMAND test_e2e --gtest_filter=*at_any_moment)
set_tests_properties(e2e.thousand_crashes PROPERTIES LABELS long TIMEOUT 14400 ENVIRONMENT RENKEI_CRASH_ROUNDS=1000)
# One peer with 300 connections that takes what it can get.
add_test(NAME e2e.greedy_peer COMMAND test_e2e --gtest_filter=A_greedy_peer.*)
set_tests_properties(e2e.greedy_peer PROPERTIES LABELS long TIMEOUT 900 ENVIRONMENT RENKEI_GREEDY_CONNECTIONS=300)
# Many sets of files between two offices, with many kills.
add_test(NAME e2e.sets COMMAND test_e2e --gtest_filter=*Sets_between_offices.*)
set_tests_properties(e2e.sets PROPERTIES LABELS long TIMEOUT 7200 ENVIRONMENT RENKEI_CRASH_ROUNDS=60)
