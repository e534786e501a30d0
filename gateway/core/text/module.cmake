# The CP932 tables are made from the C library's own conversion at build time; tests hold them to it.
set(cp932_tables ${CMAKE_BINARY_DIR}/generated/text/cp932.inc)
add_build_program(make_cp932 ${CMAKE_CURRENT_SOURCE_DIR}/core/text/make_cp932.cpp)
add_custom_command(
    OUTPUT ${cp932_tables}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/generated/text
    COMMAND make_cp932 ${cp932_tables}
    DEPENDS make_cp932
    VERBATIM)
add_custom_target(cp932_tables DEPENDS ${cp932_tables})
# alone: nothing else is compiled again when it changes
set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/core/text/cp932_tables.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON OBJECT_DEPENDS ${cp932_tables})

# What people wrote of replacements goes into the program as it is.
set(replacements ${CMAKE_CURRENT_SOURCE_DIR}/core/text/replacements.tsv)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${replacements})
file(READ ${replacements} replacements_text)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/text/replacements.inc @ONLY CONTENT "R\"tsv(@replacements_text@)tsv\"
")
