# The official validator's engine beside ours, over random changes of documents: label long.
file(GLOB mutation_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cpp ${CMAKE_CURRENT_LIST_DIR}/program/*.cpp)
list(FILTER mutation_sources EXCLUDE REGEX "_test\\.cpp$")
add_executable(mutation_suite ${mutation_sources})
target_link_libraries(mutation_suite PRIVATE gateway_forms nlohmann_json::nlohmann_json fmt::fmt)
target_compile_definitions(mutation_suite PRIVATE RENKEI_SOURCE="${CMAKE_SOURCE_DIR}" RENKEI_KIT="${CMAKE_BINARY_DIR}/share/fixtures")
add_dependencies(mutation_suite package_images own_package kit_files)
add_test(NAME mutation_suite.official_engine COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh $<TARGET_FILE:mutation_suite> $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/mutation_suite "${RENKEI_PACKAGES}")
set_tests_properties(mutation_suite.official_engine PROPERTIES LABELS long TIMEOUT 3600 SKIP_RETURN_CODE 77)
