# HAPI's library and the official validator's engine over what the fixtures and random records give, also as documents of JP-CLINS: label long. The table of findings is a fast test.
add_test(NAME java_validators.documents COMMAND ${CMAKE_SOURCE_DIR}/tools/compare-validators --build ${CMAKE_BINARY_DIR} --random 50)
add_test(NAME java_validators.package COMMAND ${CMAKE_SOURCE_DIR}/tools/compare-validators --build ${CMAKE_BINARY_DIR} --engine hapi --of package)
add_test(NAME java_validators.clins COMMAND ${CMAKE_SOURCE_DIR}/tools/compare-validators --build ${CMAKE_BINARY_DIR} --engine hapi --of clins --random 10)
foreach(judged IN ITEMS documents package clins)
    set_tests_properties(java_validators.${judged} PROPERTIES LABELS long TIMEOUT 7200 SKIP_RETURN_CODE 77 RESOURCE_LOCK java_validators
        ENVIRONMENT RENKEI_SHARED=${RENKEI_SHARED})
    if(RENKEI_PACKAGES)
        set_property(TEST java_validators.${judged} APPEND PROPERTY ENVIRONMENT RENKEI_PACKAGES=${RENKEI_PACKAGES})
    endif()
endforeach()
add_test(NAME java_validators.table COMMAND ${CMAKE_CURRENT_LIST_DIR}/table_test.sh ${CMAKE_CURRENT_LIST_DIR})
set_tests_properties(java_validators.table PROPERTIES LABELS once)
