# The examples of R4 are read from their package, which the build needs, too.
target_compile_definitions(test_validate PRIVATE RENKEI_PACKAGES="${RENKEI_PACKAGES}")
