# The documents' kit brings a store, peers and inputs.
target_link_libraries(test_server_fhir PRIVATE gateway_server)
target_sources(test_server_fhir PRIVATE documents/kit.cpp documents/inputs.cpp mhd/kit.cpp)
add_dependencies(test_server_fhir mappings_file own_package)
