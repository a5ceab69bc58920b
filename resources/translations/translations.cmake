# SPDX-License-Identifier: GPL-3.0-or-later
# Compiles the .ts files beside this one into the target ui_shell, under :/i18n. ./dev translate updates them.
find_program(TRAYRELAY_LRELEASE NAMES lrelease lrelease-qt6 HINTS /usr/lib/qt6/bin REQUIRED)
find_program(TRAYRELAY_LUPDATE NAMES lupdate lupdate-qt6 HINTS /usr/lib/qt6/bin)
foreach(language zh_CN en) # English: its plurals alone
    set(ts "${CMAKE_SOURCE_DIR}/resources/translations/trayrelay_${language}.ts")
    set(qm "${CMAKE_CURRENT_BINARY_DIR}/trayrelay_${language}.qm")
    add_custom_command(OUTPUT "${qm}" COMMAND "${TRAYRELAY_LRELEASE}" -silent "${ts}" -qm "${qm}"
        DEPENDS "${ts}" VERBATIM)
    list(APPEND translation_files "${qm}")
endforeach()
add_custom_target(translations DEPENDS ${translation_files}) # for tests as well
add_dependencies(ui_shell translations)
qt_add_resources(ui_shell "translations" PREFIX "/i18n" BASE "${CMAKE_CURRENT_BINARY_DIR}"
    FILES ${translation_files} OPTIONS --format-version 1)
