target_sources(test_client PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/child.cpp ${CMAKE_SOURCE_DIR}/tests/support/loopback_server.cpp)
target_link_libraries(test_client PRIVATE gateway_resources)
