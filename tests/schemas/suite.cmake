# The JSON Schemas of mapping files: every file of the tree is valid, and planted mistakes are refused. Skipped without python3-jsonschema or python3-yaml.
add_test(NAME schemas.mapping_files COMMAND ${CMAKE_CURRENT_LIST_DIR}/mapping_files.py $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR}/mappings ${CMAKE_SOURCE_DIR}/tests/mappings)
set_tests_properties(schemas.mapping_files PROPERTIES LABELS once SKIP_RETURN_CODE 77)
# The JSON Schema of the answers of --pipe. Skipped without python3-jsonschema.
add_test(NAME schemas.answers COMMAND ${CMAKE_CURRENT_LIST_DIR}/answers.py $<TARGET_FILE:renkei> ${CMAKE_BINARY_DIR}/share/fixtures)
set_tests_properties(schemas.answers PROPERTIES LABELS once SKIP_RETURN_CODE 77)
# The JSON Schema of a form in JSON: what the kit accepts is valid, and planted mistakes are refused. Skipped without python3-jsonschema.
add_test(NAME schemas.form_files COMMAND ${CMAKE_CURRENT_LIST_DIR}/form_files.py $<TARGET_FILE:renkei> ${CMAKE_BINARY_DIR}/share/fixtures)
set_tests_properties(schemas.form_files PROPERTIES LABELS once SKIP_RETURN_CODE 77)
