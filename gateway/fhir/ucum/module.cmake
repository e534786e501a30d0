# Build time: UCUM's definitions → a table in C++. The package comes with FHIR's (fhir/definitions/module.cmake).
set(ucum_units ${CMAKE_BINARY_DIR}/generated/ucum/units.inc)
add_build_program(make_ucum ${CMAKE_CURRENT_SOURCE_DIR}/fhir/ucum/make_ucum.cpp gateway_core)
add_custom_command(
    OUTPUT ${ucum_units}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/generated/ucum
    COMMAND make_ucum ${packages}/lhncbc-ucum-lhc/data/ucumDefs.min.json ${ucum_units}
    DEPENDS make_ucum ${packages}/complete
    COMMENT "Compiling UCUM's units" VERBATIM)
add_custom_target(ucum_units DEPENDS ${ucum_units})
# alone: nothing else is compiled again when it changes
set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/fhir/ucum/table.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON OBJECT_DEPENDS ${ucum_units})
