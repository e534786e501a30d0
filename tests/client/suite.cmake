target_sources(test_client PRIVATE ${CMAKE_SOURCE_DIR}/tests/kit/loopback_server.cpp)
