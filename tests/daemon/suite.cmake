add_dependencies(test_daemon mappings_file own_package)
target_sources(test_daemon PRIVATE ${CMAKE_SOURCE_DIR}/tests/documents/inputs.cpp ${CMAKE_SOURCE_DIR}/tests/documents/kit.cpp)
