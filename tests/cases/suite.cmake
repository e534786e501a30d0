# Each *.case is a test of the program as people use it.
file(GLOB cases CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.case)
foreach(case IN LISTS cases)
    get_filename_component(case_name ${case} NAME_WE)
    add_test(NAME cases.${case_name} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh $<TARGET_FILE:renkei> ${case})
    set_tests_properties(cases.${case_name} PROPERTIES LABELS fast)
endforeach()
