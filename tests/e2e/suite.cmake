target_link_libraries(test_e2e PRIVATE Poco::NetSSL fmt::fmt)
add_dependencies(test_e2e renkei)
