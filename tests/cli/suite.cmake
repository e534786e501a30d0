add_test(NAME cli.programs COMMAND ${CMAKE_CURRENT_LIST_DIR}/programs.sh $<TARGET_FILE:renkei>)
set_tests_properties(cli.programs PROPERTIES LABELS fast)
