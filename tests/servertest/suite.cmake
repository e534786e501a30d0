target_sources(test_conformance PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/loopback_server.cpp)
