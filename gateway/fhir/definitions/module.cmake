# Build time: FHIR packages → share/r4.defs. The packages come from RENKEI_PACKAGES, the user's cache or npm (tools/fetch-packages).
add_build_program(make_definitions "fhir/definitions/make_definitions.cpp;fhir/definitions/make_types.cpp;fhir/definitions/make_terminology.cpp" gateway_core simdjson::simdjson)

set(fetch ${CMAKE_SOURCE_DIR}/tools/fetch-packages)
if(RENKEI_PACKAGES)  # else the environment's, if it has one
    set(fetch ${CMAKE_COMMAND} -E env RENKEI_PACKAGES=${RENKEI_PACKAGES} ${fetch})
endif()
set(packages ${CMAKE_BINARY_DIR}/packages)
set(definitions_file ${CMAKE_BINARY_DIR}/share/r4.defs)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share)
add_custom_command(
    OUTPUT ${packages}/complete
    COMMAND ${fetch} ${packages}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/fetch-packages ${CMAKE_SOURCE_DIR}/tools/packages.sha256
    COMMENT "Looking for the FHIR packages" VERBATIM)
add_custom_command(
    OUTPUT ${definitions_file}
    COMMAND make_definitions ${packages}/hl7.fhir.r4.examples ${packages}/hl7.fhir.r4.expansions ${definitions_file}
    DEPENDS make_definitions ${packages}/complete
    COMMENT "Compiling R4's definitions" VERBATIM)
add_custom_target(definitions_file ALL DEPENDS ${definitions_file})
