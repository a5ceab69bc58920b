# SPDX-License-Identifier: GPL-3.0-or-later
# What an installation has beside the programs, and the .deb that CPack makes of it (./dev package linux).
include(GNUInstallDirs)
set(TRAYRELAY_DEBIAN_REVISION 1)
set(documents "${CMAKE_INSTALL_DATADIR}/doc/trayrelay")
install(FILES "${CMAKE_CURRENT_LIST_DIR}/copyright" DESTINATION "${documents}")
install(FILES "${CMAKE_CURRENT_LIST_DIR}/lintian-overrides" DESTINATION "${CMAKE_INSTALL_DATADIR}/lintian/overrides"
    RENAME trayrelay)

# Debian's own form of a changelog and a manual page, packed without a time, so that two runs make the same.
file(STRINGS "${CMAKE_SOURCE_DIR}/resources/desktop/org.trayrelay.TrayRelay.metainfo.xml" release
    REGEX "<release version=\"${PROJECT_VERSION}\"" LIMIT_COUNT 1)
string(REGEX MATCH "date=\"([0-9-]+)\"" release "${release}")
set(TRAYRELAY_RELEASE_DATE "${CMAKE_MATCH_1}")
execute_process(COMMAND date -R -u -d "${TRAYRELAY_RELEASE_DATE}" OUTPUT_VARIABLE TRAYRELAY_RELEASE_DATE
    OUTPUT_STRIP_TRAILING_WHITESPACE)
configure_file("${CMAKE_CURRENT_LIST_DIR}/changelog.in" changelog @ONLY)
configure_file("${CMAKE_CURRENT_LIST_DIR}/trayrelay.1.in" trayrelay.1 @ONLY)
foreach(text changelog trayrelay.1)
    execute_process(COMMAND gzip -9nc "${CMAKE_CURRENT_BINARY_DIR}/${text}"
        OUTPUT_FILE "${CMAKE_CURRENT_BINARY_DIR}/${text}.gz")
endforeach()
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/changelog.gz" DESTINATION "${documents}" RENAME changelog.Debian.gz)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/trayrelay.1.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME trayrelay)
set(CPACK_PACKAGE_CONTACT "The TrayRelay contributors <trayrelay@localhost.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT) # trayrelay_0.1.0-1_amd64.deb
set(CPACK_DEBIAN_PACKAGE_RELEASE ${TRAYRELAY_DEBIAN_REVISION})
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What is loaded by name, which dpkg-shlibdeps cannot see, and the authorities of TLS.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6sql6-sqlite, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-wayland, qt6-xdgdesktopportal-platformtheme, qt6-translations-l10n, fonts-noto-cjk | fonts-wqy-microhei")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gnome-keyring | kwalletmanager")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "local address in front of every LLM provider
A personal relay for LLM APIs that lives in the system tray. Every tool on
your machine talks to one local address with one token; TrayRelay keeps the
providers' keys, picks an account that works, passes the answer back as it
streams in, and writes down what it used and cost.

It runs without a display too (trayrelay --headless, or as a user's service
of systemd: trayrelay service install).")
set(CPACK_STRIP_FILES OFF) # finish_stage.cmake does it, and leaves what profiles need
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_SOURCE_DIR}/build/package")
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/finish_stage.cmake")
include(CPack)
