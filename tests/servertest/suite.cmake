target_sources(test_servertest PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/loopback_server.cpp)
