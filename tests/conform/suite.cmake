# The kit's wrong bundles are edited with the tools of the laws.
target_sources(test_conform PRIVATE laws/document.cpp)
# Who a person is, is decided where documents are found by number.
target_link_libraries(test_conform PRIVATE gateway_mhd)
