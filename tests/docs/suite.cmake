# The command blocks of every document, run from the Markdown itself; one test a document. run.sh says how a block is written. Documents
# in Japanese are not run: docs.names compares their blocks with those of the English ones.
file(GLOB_RECURSE documents RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/*.md)
list(APPEND documents README.md tools/README.md mappings/README.md fixtures/README.md)
set(run_documents ${documents})
list(FILTER run_documents EXCLUDE REGEX "^docs/ja/")
foreach(document IN LISTS run_documents)
    string(REGEX REPLACE "^docs/|\\.md$" "" document_name ${document})
    string(REPLACE "/" "." document_name ${document_name})
    add_test(NAME docs.${document_name} COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh ${CMAKE_SOURCE_DIR} $<TARGET_FILE:renkei> ${CMAKE_SOURCE_DIR}/${document})
    list(APPEND document_tests docs.${document_name})
endforeach()
# The lists of messages that the build makes name commands and each other, too.
set(message_lists ${CMAKE_BINARY_DIR}/share/doc/errors.md ${CMAKE_BINARY_DIR}/share/doc/ja/errors.md)
add_test(NAME docs.links COMMAND ${CMAKE_CURRENT_LIST_DIR}/links.sh ${CMAKE_SOURCE_DIR} ${documents} ${message_lists})
add_test(NAME docs.names COMMAND ${CMAKE_CURRENT_LIST_DIR}/names.sh ${CMAKE_SOURCE_DIR} $<TARGET_FILE:renkei> ${documents} ${message_lists})
add_test(NAME docs.forms COMMAND ${CMAKE_CURRENT_LIST_DIR}/forms.sh ${CMAKE_SOURCE_DIR} docs/stability.md docs/ja/stability.md)
add_test(NAME docs.runner_finds COMMAND ${CMAKE_CURRENT_LIST_DIR}/runner_finds.sh)
set_tests_properties(${document_tests} docs.links docs.names docs.forms docs.runner_finds PROPERTIES LABELS once TIMEOUT 300)
