# Tables of profiles/ become texts in the program.
foreach(table IN ITEMS summary person-page state-words eligibility own-page terms facts fact-lines)
    set(summary_table_file ${CMAKE_CURRENT_SOURCE_DIR}/../profiles/${table}.tsv)
    string(REPLACE - _ summary_table_name ${table}_table)
    file(READ ${summary_table_file} ${summary_table_name})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${summary_table_file})
endforeach()
configure_file(${CMAKE_CURRENT_SOURCE_DIR}/network/mhd/summary_table.cpp.in ${CMAKE_BINARY_DIR}/gateway/network/mhd/summary_table.cpp @ONLY)
list(APPEND sources ${CMAKE_BINARY_DIR}/gateway/network/mhd/summary_table.cpp)
