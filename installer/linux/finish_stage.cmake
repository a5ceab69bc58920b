# SPDX-License-Identifier: GPL-3.0-or-later
# CPack runs this over what it has staged, before it packs it: takes from the programs what only debuggers use
# (.symtab stays: profiles name functions by it), and adds the bill of materials.
set(stage "${CPACK_TEMPORARY_INSTALL_DIRECTORY}")
file(GLOB_RECURSE programs LIST_DIRECTORIES false "${stage}/usr/bin/*" "${stage}/usr/lib/trayrelay/*")
foreach(program ${programs})
    execute_process(COMMAND strip --strip-debug "${program}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
execute_process(COMMAND "${CMAKE_CURRENT_LIST_DIR}/../sbom" "${stage}"
    "${stage}/usr/share/doc/trayrelay/trayrelay.spdx.json" COMMAND_ERROR_IS_FATAL ANY)
