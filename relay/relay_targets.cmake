# SPDX-License-Identifier: GPL-3.0-or-later
# Folder = namespace = target: relay_add_library(relay/http ...) makes relay_http.

add_library(relay_options INTERFACE)
target_include_directories(relay_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(relay_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_CONTEXTLESS_CONNECT QT_NO_FOREACH
    QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400
    TRAYRELAY_VERSION="${PROJECT_VERSION}")
target_compile_options(relay_options INTERFACE
    -fno-omit-frame-pointer
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Woverloaded-virtual
    -Wnon-virtual-dtor -Wcast-align
    -Wno-missing-field-initializers) # GCC 12 warns of designated initialisers that leave a default
if(TRAYRELAY_SANITIZE)
    target_compile_options(relay_options INTERFACE -fsanitize=${TRAYRELAY_SANITIZE})
    target_link_options(relay_options INTERFACE -fsanitize=${TRAYRELAY_SANITIZE})
endif()

function(relay_add_library folder)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
    string(REPLACE "/" "_" target "${folder}")
    add_library(${target} STATIC ${ARG_SOURCES})
    target_link_libraries(${target} PUBLIC relay_options ${ARG_DEPENDS})
endfunction()

function(relay_add_header_library folder)
    cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
    string(REPLACE "/" "_" target "${folder}")
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE relay_options ${ARG_DEPENDS})
endfunction()
