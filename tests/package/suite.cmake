# What is shipped beside the program: unit, front, container file, sample scripts. Each script says why it cannot run (77: skipped).
foreach(script IN ITEMS unit nginx_front container_file readme)
    add_test(NAME package.${script} COMMAND ${CMAKE_CURRENT_LIST_DIR}/${script}.sh ${CMAKE_SOURCE_DIR} $<TARGET_FILE:renkei>)
    set_tests_properties(package.${script} PROPERTIES LABELS fast SKIP_RETURN_CODE 77)
endforeach()
