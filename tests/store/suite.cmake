# One PostgreSQL for all tests of a run that use it. Those that stop it start one of their own.
get_directory_property(tests TESTS)
list(FILTER tests INCLUDE REGEX "^(e2e\\.(all|sets|thousand_crashes)|outbox\\.|store\\.)")
set_tests_properties(${tests} PROPERTIES FIXTURES_REQUIRED postgres)
add_test(NAME store.postgres COMMAND ${CMAKE_CURRENT_LIST_DIR}/postgres.sh start ${CMAKE_BINARY_DIR}/postgres)
set_tests_properties(store.postgres PROPERTIES LABELS tsan TIMEOUT 120 FIXTURES_SETUP postgres) # it ends with ctest
