target_sources(test_net PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/loopback_server.cpp)
