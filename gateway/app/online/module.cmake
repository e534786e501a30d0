# What the help says of the commands, and which there are about records of persons.
add_table(app/online commands)
add_texts(app/online)
add_table(app/online/records record-acts)

# The program renkei-network, which renkei starts for the commands that need the network or the store, and the man pages out of the
# description of all commands.
add_executable(renkei_network app/online/main.cpp)
target_link_libraries(renkei_network PRIVATE gateway_online)
target_precompile_headers(renkei_network REUSE_FROM gateway_pch)
set_target_properties(renkei_network PROPERTIES OUTPUT_NAME renkei-network RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/libexec/renkei)
add_dependencies(renkei renkei_network) # one without the other is no installation

set(man_page ${CMAKE_BINARY_DIR}/share/man/man1/renkei.1)
set(japanese_man_page ${CMAKE_BINARY_DIR}/share/man/ja/man1/renkei.1)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/man/man1 ${CMAKE_BINARY_DIR}/share/man/ja/man1)
add_custom_command(
    OUTPUT ${man_page} ${japanese_man_page}
    COMMAND renkei --lang en --man > ${man_page}
    COMMAND renkei --lang ja --man > ${japanese_man_page}
    DEPENDS renkei renkei_network
    COMMENT "Writing the man pages")
add_custom_target(man_pages ALL DEPENDS ${man_page} ${japanese_man_page})

install(TARGETS renkei_network DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/renkei)
install(DIRECTORY ${CMAKE_BINARY_DIR}/share/man/ DESTINATION ${CMAKE_INSTALL_MANDIR})
