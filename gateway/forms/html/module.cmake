# Tables that become texts in the program.
foreach(table IN ITEMS side-by-side page-words)
    string(REPLACE "-" "_" table_function ${table})
    set(table_file ${CMAKE_CURRENT_SOURCE_DIR}/../profiles/${table}.tsv)
    file(READ ${table_file} table_text)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${table_file})
    configure_file(${CMAKE_CURRENT_SOURCE_DIR}/forms/html/table.cpp.in ${CMAKE_BINARY_DIR}/gateway/forms/html/${table_function}_table.cpp @ONLY)
    list(APPEND sources ${CMAKE_BINARY_DIR}/gateway/forms/html/${table_function}_table.cpp)
endforeach()
