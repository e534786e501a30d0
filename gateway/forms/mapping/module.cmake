# denying_statuses.tsv becomes a text in the program.
set(denying_statuses_file ${CMAKE_CURRENT_SOURCE_DIR}/forms/mapping/denying_statuses.tsv)
file(READ ${denying_statuses_file} denying_statuses)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${denying_statuses_file})
configure_file(${CMAKE_CURRENT_SOURCE_DIR}/forms/mapping/denying_statuses_table.cpp.in ${CMAKE_BINARY_DIR}/gateway/forms/mapping/denying_statuses_table.cpp @ONLY)
target_sources(gateway_mapping PRIVATE ${CMAKE_BINARY_DIR}/gateway/forms/mapping/denying_statuses_table.cpp)
