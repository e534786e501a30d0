# Build time: UCUM's definitions → a table in C++. The package comes with FHIR's (fhir/definitions/module.cmake).
set(ucum_units ${CMAKE_BINARY_DIR}/generated/ucum/units.inc)
add_executable(make_ucum ${CMAKE_CURRENT_SOURCE_DIR}/fhir/ucum/make_ucum.cpp)
target_link_libraries(make_ucum PRIVATE gateway_json)
add_custom_command(
    OUTPUT ${ucum_units}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/generated/ucum
    COMMAND make_ucum ${packages}/lhncbc-ucum-lhc/data/ucumDefs.min.json ${ucum_units}
    DEPENDS make_ucum ${packages}/complete
    COMMENT "Compiling UCUM's units" VERBATIM)
target_sources(gateway_ucum PRIVATE ${ucum_units})
