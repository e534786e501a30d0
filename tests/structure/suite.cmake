# The tree keeps its own rules, and the scripts that check them notice when it does not.
foreach(check IN ITEMS check-deps check-style)
    add_test(NAME structure.${check} COMMAND ${CMAKE_SOURCE_DIR}/tools/${check})
endforeach()
foreach(script IN ITEMS checks_refuse packages needs)
    add_test(NAME structure.${script} COMMAND ${CMAKE_CURRENT_LIST_DIR}/${script}.sh ${CMAKE_SOURCE_DIR}/tools)
    list(APPEND structure_scripts structure.${script})
endforeach()
set_tests_properties(structure.check-deps structure.check-style ${structure_scripts} PROPERTIES LABELS fast)
