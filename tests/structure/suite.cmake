# The tree keeps its own rules, and the scripts that check them notice when it does not.
foreach(check IN ITEMS check-deps check-style)
    add_test(NAME structure.${check} COMMAND ${CMAKE_SOURCE_DIR}/tools/${check})
endforeach()
add_test(NAME structure.validator-rules COMMAND ${CMAKE_SOURCE_DIR}/tools/validator-rules --check)
foreach(script IN ITEMS checks_refuse events packages needs rules)
    add_test(NAME structure.${script} COMMAND ${CMAKE_CURRENT_LIST_DIR}/${script}.sh ${CMAKE_SOURCE_DIR}/tools)
    list(APPEND structure_scripts structure.${script})
endforeach()
set_tests_properties(structure.check-deps structure.check-style structure.validator-rules ${structure_scripts} PROPERTIES LABELS once)
# The list of messages in docs/ is made from their tables.
add_test(NAME structure.errors COMMAND ${CMAKE_SOURCE_DIR}/tools/errors --check)
add_test(NAME structure.messages COMMAND ${CMAKE_CURRENT_LIST_DIR}/messages.sh ${CMAKE_SOURCE_DIR}/tools)
set_tests_properties(structure.errors structure.messages PROPERTIES LABELS once)
