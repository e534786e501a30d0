# The program itself, and what is made beside it: the compiled mappings, and the man pages out of its own description.
add_executable(renkei app/cli/main.cpp)
target_link_libraries(renkei PRIVATE gateway_cli)
set_target_properties(renkei PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

# The same program under another name, so that `renkei` can wait for the file it reads at start.
add_executable(make_mappings app/cli/main.cpp)
target_link_libraries(make_mappings PRIVATE gateway_cli)
set(mappings ${CMAKE_SOURCE_DIR}/mappings)
set(mappings_file ${CMAKE_BINARY_DIR}/share/mappings.cache)
file(GLOB_RECURSE mapping_sources CONFIGURE_DEPENDS ${mappings}/*.yaml)
add_custom_command(
    OUTPUT ${mappings_file}
    COMMAND make_mappings map compile --mappings ${mappings} -o ${mappings_file}
    DEPENDS make_mappings ${mapping_sources} definitions_file
    COMMENT "Compiling the mappings" VERBATIM)
add_custom_target(mappings_file ALL DEPENDS ${mappings_file})
add_dependencies(renkei mappings_file)

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
file(CREATE_LINK ${CMAKE_SOURCE_DIR}/fixtures ${CMAKE_BINARY_DIR}/share/fixtures SYMBOLIC)  # the kit of `renkei conform`

set(man_page ${CMAKE_BINARY_DIR}/share/man/man1/renkei.1)
set(japanese_man_page ${CMAKE_BINARY_DIR}/share/man/ja/man1/renkei.1)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/man/man1 ${CMAKE_BINARY_DIR}/share/man/ja/man1)
add_custom_command(
    OUTPUT ${man_page} ${japanese_man_page}
    COMMAND renkei --lang en --man > ${man_page}
    COMMAND renkei --lang ja --man > ${japanese_man_page}
    DEPENDS renkei
    COMMENT "Writing the man pages")
add_custom_target(man_pages ALL DEPENDS ${man_page} ${japanese_man_page})

include(GNUInstallDirs)
install(TARGETS renkei)
install(FILES ${mappings_file} ${CMAKE_BINARY_DIR}/share/r4.defs DESTINATION ${CMAKE_INSTALL_DATADIR}/renkei)
install(DIRECTORY ${CMAKE_BINARY_DIR}/share/packages DESTINATION ${CMAKE_INSTALL_DATADIR}/renkei FILES_MATCHING PATTERN *.pack)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/fixtures DESTINATION ${CMAKE_INSTALL_DATADIR}/renkei)
install(DIRECTORY ${mappings} ${profiles} DESTINATION ${CMAKE_INSTALL_DATADIR}/renkei)
install(DIRECTORY ${CMAKE_BINARY_DIR}/share/man/ DESTINATION ${CMAKE_INSTALL_MANDIR})
