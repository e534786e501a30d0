target_link_libraries(test_server_mailbox PRIVATE gateway_server)
target_sources(test_server_mailbox PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/documents/kit.cpp ${CMAKE_CURRENT_SOURCE_DIR}/documents/inputs.cpp)
add_dependencies(test_server_mailbox mappings_file own_package)
