target_sources(test_conformance PRIVATE ${CMAKE_SOURCE_DIR}/tests/kit/loopback_server.cpp)
