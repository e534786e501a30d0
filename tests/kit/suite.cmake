# The exported kit, and second implementations with their wrong variants.
add_test(NAME kit.second_implementation COMMAND ${CMAKE_CURRENT_LIST_DIR}/kit.sh ${CMAKE_SOURCE_DIR} $<TARGET_FILE:renkei>)
set_tests_properties(kit.second_implementation PROPERTIES LABELS slow COST 100)
