# The kits of documents and of MHD bring a store, peers and inputs.
target_link_libraries(test_server_audit PRIVATE gateway_server)
target_sources(test_server_audit PRIVATE documents/kit.cpp documents/inputs.cpp mhd/kit.cpp server_fhir/kit.cpp)
add_dependencies(test_server_audit mappings_file own_package)
