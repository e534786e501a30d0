# The documents' kit brings a store and peers.
target_link_libraries(test_server_records PRIVATE gateway_server)
target_sources(test_server_records PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/documents/kit.cpp ${CMAKE_CURRENT_SOURCE_DIR}/documents/inputs.cpp)
add_dependencies(test_server_records mappings_file own_package)
