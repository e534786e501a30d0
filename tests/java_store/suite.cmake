# Our Patients in a FHIR server of others that stores.
add_test(NAME java_store.persons COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/java_store)
set_tests_properties(java_store.persons PROPERTIES LABELS long TIMEOUT 1800 SKIP_RETURN_CODE 77)
