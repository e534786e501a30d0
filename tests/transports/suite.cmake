add_dependencies(test_transports mappings_file)
target_sources(test_transports PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/child.cpp ${CMAKE_SOURCE_DIR}/tests/support/loopback_server.cpp ${CMAKE_SOURCE_DIR}/tests/outbox/outbox_kit.cpp)
