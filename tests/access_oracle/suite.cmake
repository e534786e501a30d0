# Who may read what: the program's decisions beside those of Cedar policies that were written by hand, over every state that matters and a million random ones.
foreach(part compare mutate self)
    add_test(NAME access_oracle.${part} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/access_oracle ${part} $<TARGET_FILE:renkei>)
    set_tests_properties(access_oracle.${part} PROPERTIES LABELS long TIMEOUT 7200 SKIP_RETURN_CODE 77)
endforeach()
