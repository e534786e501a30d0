# Who may read what: the program's decisions beside those of Cedar policies that were written by hand, over every state that matters and a million
# random ones; quick: a few.
foreach(part compare mutate self quick)
    add_test(NAME access_oracle.${part} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/access_oracle ${part} $<TARGET_FILE:renkei>)
    set_tests_properties(access_oracle.${part} PROPERTIES SKIP_RETURN_CODE 77)
    if(NOT part STREQUAL quick)
        set_tests_properties(access_oracle.${part} PROPERTIES LABELS long TIMEOUT 7200)
    endif()
endforeach()
