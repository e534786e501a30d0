# The kit's foreign bundles are edited with the tools of the laws.
target_sources(test_conform PRIVATE laws/document.cpp laws/edits.cpp)
