# Build time: FHIR packages → share/r4.defs. The packages come from RENKEI_PACKAGES, the user's cache or npm (tools/fetch-packages).
add_executable(make_defs defs/make_defs.cpp defs/make_types.cpp defs/make_terms.cpp)
target_link_libraries(make_defs PRIVATE gateway_json simdjson::simdjson)

set(fetch ${CMAKE_SOURCE_DIR}/tools/fetch-packages)
if(RENKEI_PACKAGES)  # else the environment's, if it has one
    set(fetch ${CMAKE_COMMAND} -E env RENKEI_PACKAGES=${RENKEI_PACKAGES} ${fetch})
endif()
set(packages ${CMAKE_BINARY_DIR}/packages)
set(defs_file ${CMAKE_BINARY_DIR}/share/r4.defs)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share)
add_custom_command(
    OUTPUT ${packages}/complete
    COMMAND ${fetch} ${packages}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/fetch-packages ${CMAKE_SOURCE_DIR}/tools/packages.sha256
    COMMENT "Looking for the FHIR packages" VERBATIM)
add_custom_command(
    OUTPUT ${defs_file}
    COMMAND make_defs ${packages}/hl7.fhir.r4.examples ${packages}/hl7.fhir.r4.expansions ${defs_file}
    DEPENDS make_defs ${packages}/complete
    COMMENT "Compiling R4's definitions" VERBATIM)
add_custom_target(defs_file ALL DEPENDS ${defs_file})
add_dependencies(gateway_defs defs_file)  # whoever links the module finds the file
