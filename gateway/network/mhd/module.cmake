# profiles/summary.tsv becomes a text in the program.
set(summary_table_file ${CMAKE_CURRENT_SOURCE_DIR}/../profiles/summary.tsv)
file(READ ${summary_table_file} summary_table)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${summary_table_file})
configure_file(${CMAKE_CURRENT_SOURCE_DIR}/network/mhd/summary_table.cpp.in ${CMAKE_BINARY_DIR}/gateway/network/mhd/summary_table.cpp @ONLY)
target_sources(gateway_mhd PRIVATE ${CMAKE_BINARY_DIR}/gateway/network/mhd/summary_table.cpp)
