target_link_libraries(test_outbox PRIVATE gateway_documents)
target_sources(test_outbox PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/child.cpp ${CMAKE_SOURCE_DIR}/tests/store/postgres_server.cpp)
