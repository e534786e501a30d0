# The line worker under ClickHouse and Spark, which pip fetches: same answers for every number of partitions, kills, memory. Label long.
foreach(subject worker parallel clickhouse spark)
    add_test(NAME scale.${subject} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/scale ${subject})
    set_tests_properties(scale.${subject} PROPERTIES LABELS long TIMEOUT 1800 SKIP_RETURN_CODE 77)
endforeach()
add_test(NAME scale.environment COMMAND ${CMAKE_CURRENT_LIST_DIR}/environment_test.sh ${CMAKE_SOURCE_DIR})
set_tests_properties(scale.environment PROPERTIES LABELS long SKIP_RETURN_CODE 77)
