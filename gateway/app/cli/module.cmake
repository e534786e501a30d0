# What the help says.
add_table(app/cli commands)
add_texts(app/cli)

# The program renkei, which loads neither network nor database, and what is made with it: the compiled mappings.
add_library(renkei_main OBJECT app/cli/main.cpp)
target_link_libraries(renkei_main PUBLIC gateway_cli)
target_precompile_headers(renkei_main REUSE_FROM gateway_pch)
add_executable(renkei)
target_link_libraries(renkei PRIVATE renkei_main)
set_target_properties(renkei PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

# The same program under another name, so that `renkei` can wait for the file it reads at start.
add_build_program(make_mappings "" renkei_main)
set(mappings ${CMAKE_SOURCE_DIR}/mappings)
set(mappings_file ${CMAKE_BINARY_DIR}/share/mappings.cache)
file(GLOB_RECURSE mapping_sources CONFIGURE_DEPENDS ${mappings}/*.yaml)
add_custom_command(
    OUTPUT ${mappings_file}
    COMMAND make_mappings map compile --mappings ${mappings} -o ${mappings_file}
    DEPENDS make_mappings ${mapping_sources} definitions_file
    COMMENT "Compiling the mappings" VERBATIM)
add_custom_target(mappings_file ALL DEPENDS ${mappings_file})
add_dependencies(renkei definitions_file package_images mappings_file)

# Causes, examples and fixes of messages, for `renkei explain ID`.
set(messages_file ${CMAKE_BINARY_DIR}/share/messages.tsv)
set(messages_folder ${CMAKE_SOURCE_DIR}/gateway/core/diag/messages)
set(validator_rules ${CMAKE_SOURCE_DIR}/gateway/fhir/validate/rules.tsv)
file(GLOB message_tables CONFIGURE_DEPENDS ${messages_folder}/*.def ${messages_folder}/*.tsv)
add_custom_command(
    OUTPUT ${messages_file}
    COMMAND ${CMAKE_SOURCE_DIR}/tools/errors --table ${CMAKE_SOURCE_DIR} > ${messages_file}
    DEPENDS ${message_tables} ${CMAKE_SOURCE_DIR}/tools/errors ${validator_rules}
    COMMENT "Collecting the explanations of messages" VERBATIM)
add_custom_target(messages_file ALL DEPENDS ${messages_file})
add_dependencies(renkei messages_file)

# Lists for readers: all messages in both languages, all rules of the validator. Examples of messages name the cases that make them.
set(reference_folder ${CMAKE_BINARY_DIR}/share/doc)
file(MAKE_DIRECTORY ${reference_folder}/ja)
file(GLOB message_examples CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fixtures/findings.txt ${CMAKE_SOURCE_DIR}/tests/cases/*.case
     ${CMAKE_SOURCE_DIR}/tests/refuse/cases/*.txt ${CMAKE_SOURCE_DIR}/tests/validate/rule_cases.tsv)
add_custom_command(
    OUTPUT ${reference_folder}/errors.md ${reference_folder}/ja/errors.md
    COMMAND ${CMAKE_SOURCE_DIR}/tools/errors --page en ${CMAKE_SOURCE_DIR} > ${reference_folder}/errors.md
    COMMAND ${CMAKE_SOURCE_DIR}/tools/errors --page ja ${CMAKE_SOURCE_DIR} > ${reference_folder}/ja/errors.md
    DEPENDS ${message_tables} ${message_examples} ${CMAKE_SOURCE_DIR}/tools/errors ${validator_rules}
    COMMENT "Writing the list of messages" VERBATIM)
add_custom_command(
    OUTPUT ${reference_folder}/validator-rules.md
    COMMAND ${CMAKE_SOURCE_DIR}/tools/validator-rules --page ${CMAKE_SOURCE_DIR} > ${reference_folder}/validator-rules.md
    DEPENDS ${message_tables} ${CMAKE_SOURCE_DIR}/tools/validator-rules ${validator_rules}
    COMMENT "Writing the list of the validator's rules" VERBATIM)
add_custom_target(reference_pages ALL DEPENDS ${reference_folder}/errors.md ${reference_folder}/ja/errors.md ${reference_folder}/validator-rules.md)

# The keys of mapping files: a page, and a JSON Schema for each kind of file.
set(schema_folder ${CMAKE_BINARY_DIR}/share/schemas)
file(MAKE_DIRECTORY ${schema_folder})
set(mapping_schemas "")
set(write_schemas "")
foreach(kind IN ITEMS form part codes formats wordings concepts transfer prefill)
    list(APPEND mapping_schemas ${schema_folder}/${kind}.schema.json)
    list(APPEND write_schemas COMMAND make_mappings map schema --kind ${kind} > ${schema_folder}/${kind}.schema.json)
endforeach()
add_custom_command(
    OUTPUT ${reference_folder}/mapping-keys.md ${mapping_schemas}
    COMMAND make_mappings map schema > ${reference_folder}/mapping-keys.md
    ${write_schemas}
    DEPENDS make_mappings
    COMMENT "Writing the keys of mapping files" VERBATIM)
add_custom_target(mapping_keys ALL DEPENDS ${reference_folder}/mapping-keys.md ${mapping_schemas})

# Our own profiles and codes, compiled like the packages they are loaded with.
set(profiles ${CMAKE_SOURCE_DIR}/profiles)
set(own_package ${CMAKE_BINARY_DIR}/share/packages/renkei.pack)
file(GLOB_RECURSE profile_sources CONFIGURE_DEPENDS ${profiles}/*.yaml)
add_custom_command(
    OUTPUT ${own_package}
    COMMAND make_mappings package --compiled --mappings ${mappings} --profiles ${profiles} -o ${own_package}
    DEPENDS make_mappings ${mapping_sources} ${profile_sources} definitions_file package_images
    COMMENT "Compiling our own profiles" VERBATIM)
add_custom_target(own_package ALL DEPENDS ${own_package})
add_dependencies(renkei own_package)
file(CREATE_LINK ${profiles} ${CMAKE_BINARY_DIR}/share/profiles SYMBOLIC)
file(CREATE_LINK ${mappings} ${CMAKE_BINARY_DIR}/share/mappings SYMBOLIC)  # for commands that read more than the cache has

# The kit of `renkei conform`, made of what people write in fixtures/; what a reviewer reads of it is compared with fixtures/ by a test.
add_build_program(make_kit forms/conform/kit/make_kit.cpp gateway_forms)
set(kit ${CMAKE_BINARY_DIR}/share/fixtures)
set(kit_stamp ${CMAKE_BINARY_DIR}/generated/kit.stamp)
file(GLOB_RECURSE kit_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fixtures/*)
list(FILTER kit_sources EXCLUDE REGEX "/fixtures/(kit\\.sha256|findings\\.txt|[a-z0-9_]+/full\\.bundle\\.json)$")
if(IS_SYMLINK ${kit})  # a link to fixtures/: the kit would be written there
    file(REMOVE ${kit})
endif()
add_custom_command(
    OUTPUT ${kit_stamp}
    COMMAND make_kit ${mappings_file} ${CMAKE_SOURCE_DIR}/fixtures ${kit} ${CMAKE_BINARY_DIR}/kit
    COMMAND ${CMAKE_COMMAND} -E touch ${kit_stamp}
    DEPENDS make_kit ${mappings_file} ${kit_sources}
    COMMENT "Making the conformance kit" VERBATIM)
add_custom_target(kit_files ALL DEPENDS ${kit_stamp})
add_dependencies(renkei kit_files) # `renkei init` takes its peers from the kit

# A page and a workbook for each form, for those who integrate it, with the examples of the kit.
set(form_pages_stamp ${CMAKE_BINARY_DIR}/generated/form_pages.stamp)
add_custom_command(
    OUTPUT ${form_pages_stamp}
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${reference_folder}/forms
    COMMAND renkei forms --pages ${reference_folder}/forms --examples ${kit}
    COMMAND ${CMAKE_COMMAND} -E touch ${form_pages_stamp}
    DEPENDS renkei ${mappings_file} ${kit_stamp}
    COMMENT "Writing the pages of the forms" VERBATIM)
add_custom_target(form_pages ALL DEPENDS ${form_pages_stamp})

include(GNUInstallDirs)
install(TARGETS renkei)
install(FILES ${mappings_file} ${messages_file} ${CMAKE_BINARY_DIR}/share/r4.defs DESTINATION ${CMAKE_INSTALL_DATADIR}/renkei)
install(DIRECTORY ${CMAKE_BINARY_DIR}/share/packages DESTINATION ${CMAKE_INSTALL_DATADIR}/renkei FILES_MATCHING PATTERN *.pack)
install(DIRECTORY ${reference_folder}/ DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${schema_folder} DESTINATION ${CMAKE_INSTALL_DATADIR}/renkei)
install(DIRECTORY ${kit} DESTINATION ${CMAKE_INSTALL_DATADIR}/renkei)
install(DIRECTORY ${mappings} ${profiles} DESTINATION ${CMAKE_INSTALL_DATADIR}/renkei)
