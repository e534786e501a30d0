# The line worker under ClickHouse and Spark, which pip fetches: same answers for every number of partitions, kills, memory. Label long.
foreach(subject worker clickhouse spark)
    add_test(NAME scale.${subject} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/scale ${subject})
    set_tests_properties(scale.${subject} PROPERTIES LABELS long TIMEOUT 1800 SKIP_RETURN_CODE 77)
endforeach()
