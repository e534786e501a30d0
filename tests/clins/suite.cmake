# Documents of JP-CLINS, judged by its own profiles and examples: skipped where ../shared is missing.
foreach(script IN ITEMS outward example documents kinds terminology guide_rules)
    add_test(NAME clins.${script} COMMAND ${CMAKE_CURRENT_LIST_DIR}/${script}.sh ${CMAKE_SOURCE_DIR} $<TARGET_FILE:renkei>)
    set_tests_properties(clins.${script} PROPERTIES LABELS fast SKIP_RETURN_CODE 77 ENVIRONMENT RENKEI_SHARED=${RENKEI_SHARED})
endforeach()
