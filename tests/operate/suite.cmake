# The gateway as its operator meets it: each script runs the program on a pilot of its own.
foreach(script IN ITEMS pilot serving mappings new_form fetch forward senders notices disk waiting moved metrics memory rows sets)
    add_test(NAME operate.${script} COMMAND ${CMAKE_CURRENT_LIST_DIR}/${script}.sh ${CMAKE_SOURCE_DIR} $<TARGET_FILE:renkei>)
    set_tests_properties(operate.${script} PROPERTIES LABELS fast SKIP_RETURN_CODE 77)
endforeach()
# The same with 80,000 files: their memory and time.
add_test(NAME operate.sets.many COMMAND ${CMAKE_CURRENT_LIST_DIR}/sets.sh ${CMAKE_SOURCE_DIR} $<TARGET_FILE:renkei> 20000)
set_tests_properties(operate.sets.many PROPERTIES LABELS long TIMEOUT 14400 SKIP_RETURN_CODE 77)
