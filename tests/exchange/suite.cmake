add_dependencies(test_exchange mappings_file)
target_sources(test_exchange PRIVATE ${CMAKE_SOURCE_DIR}/tests/store/postgres_server.cpp)
