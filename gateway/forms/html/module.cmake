# The table of forms that stand side by side becomes a text in the program.
set(side_by_side_file ${CMAKE_CURRENT_SOURCE_DIR}/../profiles/side-by-side.tsv)
file(READ ${side_by_side_file} side_by_side_table)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${side_by_side_file})
configure_file(${CMAKE_CURRENT_SOURCE_DIR}/forms/html/side_by_side_table.cpp.in ${CMAKE_BINARY_DIR}/gateway/forms/html/side_by_side_table.cpp @ONLY)
list(APPEND sources ${CMAKE_BINARY_DIR}/gateway/forms/html/side_by_side_table.cpp)
