# The Debian package, by CPack: tools/package/build. What belongs to the program is installed by gateway/app/cli/module.cmake; here stands what
# only a system has. The component keeps `cmake --install` from writing to /etc.
set(here ${CMAKE_CURRENT_LIST_DIR})
install(FILES ${here}/renkei.yaml DESTINATION /etc/renkei COMPONENT system EXCLUDE_FROM_ALL)
install(FILES ${here}/renkei.service DESTINATION /lib/systemd/system COMPONENT system EXCLUDE_FROM_ALL)
install(FILES ${here}/nginx.conf ${here}/prometheus-rules.yaml ${here}/grafana-dashboard.json DESTINATION /usr/share/doc/renkei/examples COMPONENT system EXCLUDE_FROM_ALL)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/tools/scale DESTINATION /usr/share/doc/renkei/examples COMPONENT system EXCLUDE_FROM_ALL USE_SOURCE_PERMISSIONS PATTERN __pycache__ EXCLUDE)
install(FILES ${here}/README.md ${CMAKE_SOURCE_DIR}/NOTICE DESTINATION /usr/share/doc/renkei COMPONENT system EXCLUDE_FROM_ALL)
# Our licence, and that of the units that are compiled into the program (fhir/ucum).
set(copyright ${CMAKE_BINARY_DIR}/share/copyright)
set(ucum_licence ${CMAKE_BINARY_DIR}/packages/lhncbc-ucum-lhc/LICENSE.md)
add_custom_command(
    OUTPUT ${copyright}
    COMMAND ${CMAKE_COMMAND} -E cat ${CMAKE_SOURCE_DIR}/LICENSE ${here}/copyright-of-units ${ucum_licence} > ${copyright}
    DEPENDS ${CMAKE_SOURCE_DIR}/LICENSE ${here}/copyright-of-units ${CMAKE_BINARY_DIR}/packages/complete
    VERBATIM)
add_custom_target(copyright_file DEPENDS ${copyright})
install(FILES ${copyright} DESTINATION /usr/share/doc/renkei COMPONENT system EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME renkei)
string(REPLACE "-" "~" CPACK_PACKAGE_VERSION "${RENKEI_VERSION}") # 0.3.0~dev comes before 0.3.0
set(CPACK_PACKAGE_CONTACT "Renkei maintainers <renkei@renkei.example.jp>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "standards gateway for Japanese care documents")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Converts the health ministry's CSV and JSON forms to HL7 FHIR R4 documents and back,
validates FHIR, and serves, stores and delivers such documents between hospitals, care offices and municipalities.")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "passwd")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nginx, postgresql")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${here}/debian/conffiles ${here}/debian/postinst ${here}/debian/prerm ${here}/debian/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL Unspecified system)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
include(CPack)
