target_link_libraries(test_auditforward PRIVATE gateway_outbox gateway_documents)
target_sources(test_auditforward PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/loopback_server.cpp ${CMAKE_SOURCE_DIR}/tests/outbox/outbox_kit.cpp)
add_dependencies(test_auditforward mappings_file)
