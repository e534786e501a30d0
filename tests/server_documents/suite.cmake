target_link_libraries(test_server_documents PRIVATE gateway_server)
target_sources(test_server_documents PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/documents/kit.cpp ${CMAKE_CURRENT_SOURCE_DIR}/documents/inputs.cpp ${CMAKE_CURRENT_SOURCE_DIR}/documents/letters.cpp)
add_dependencies(test_server_documents mappings_file own_package)
