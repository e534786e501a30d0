# The files of cases, and the documents that documents/NAME.txt describe, in one folder of the build. Those that others take over from come first.
set(made ${CMAKE_BINARY_DIR}/tests/files)
add_executable(make_documents ${CMAKE_CURRENT_LIST_DIR}/make_documents.cpp)
target_link_libraries(make_documents PRIVATE gateway_flags nlohmann_json::nlohmann_json)
file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/files/*)
file(GLOB described CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/documents/*-*.txt)
add_custom_command(OUTPUT ${made}.made
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${made}
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${CMAKE_CURRENT_LIST_DIR}/files ${made}
    COMMAND make_documents ${made} ${CMAKE_CURRENT_LIST_DIR}/documents/names.txt ${described}
    COMMAND ${CMAKE_COMMAND} -E touch ${made}.made
    DEPENDS make_documents ${CMAKE_CURRENT_LIST_DIR}/documents/names.txt ${described} ${files})
add_custom_target(case_files ALL DEPENDS ${made}.made)
add_dependencies(renkei case_files)

# Each *.case is a test of the program as people use it.
file(GLOB cases CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.case)
foreach(case IN LISTS cases)
    get_filename_component(case_name ${case} NAME_WE)
    add_test(NAME cases.${case_name} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh $<TARGET_FILE:renkei> ${case})
    set_tests_properties(cases.${case_name} PROPERTIES LABELS fast)
endforeach()
