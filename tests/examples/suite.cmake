# Programs that use the libraries renkei_fhir and renkei_forms and nothing else: here, and as a project of its own against an installation.
foreach(library IN ITEMS fhir forms)
    add_executable(example_${library} ${CMAKE_CURRENT_LIST_DIR}/${library}.cpp)
    target_link_libraries(example_${library} PRIVATE renkei::${library})
endforeach()
add_test(NAME examples.run COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/tests ${CMAKE_BINARY_DIR}/share $<TARGET_FILE:renkei>)
add_test(NAME examples.outside COMMAND ${CMAKE_CURRENT_LIST_DIR}/outside.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR} $<TARGET_FILE:renkei>)
set_tests_properties(examples.run PROPERTIES LABELS fast)
set_tests_properties(examples.outside PROPERTIES LABELS once)
