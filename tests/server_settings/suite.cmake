# The configuration file alone; the rest of the server is tested in tests/server.
target_link_libraries(test_server_settings PRIVATE gateway_server)
