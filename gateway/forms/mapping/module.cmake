# modifiers.tsv, context.tsv and words.tsv become texts in the program.
foreach(table IN ITEMS modifiers context words)
    set(table_file ${CMAKE_CURRENT_SOURCE_DIR}/forms/mapping/plan/${table}.tsv)
    file(READ ${table_file} ${table})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${table_file})
endforeach()
configure_file(${CMAKE_CURRENT_SOURCE_DIR}/forms/mapping/plan/qualifiers_table.cpp.in ${CMAKE_BINARY_DIR}/gateway/forms/mapping/qualifiers_table.cpp @ONLY)
list(APPEND sources ${CMAKE_BINARY_DIR}/gateway/forms/mapping/qualifiers_table.cpp)
