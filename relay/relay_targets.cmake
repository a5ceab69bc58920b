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
    -Wno-missing-field-initializers # GCC 12 warns of designated initialisers that leave a default
    # and, where headers are precompiled, of std::string's own code
    -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
if(WIN32) # Windows 10 at least; TRAYRELAY_SOCKET_IS_POINTER: see relay/net/poller.h
    target_compile_definitions(relay_options INTERFACE
        UNICODE _UNICODE NOMINMAX WIN32_LEAN_AND_MEAN _WIN32_WINNT=0x0A00 TRAYRELAY_SOCKET_IS_POINTER)
endif()
if(TRAYRELAY_SANITIZE)
    target_compile_options(relay_options INTERFACE -fsanitize=${TRAYRELAY_SANITIZE})
    target_link_options(relay_options INTERFACE -fsanitize=${TRAYRELAY_SANITIZE})
endif()

# Headers that most sources of a part read, parsed once: relay_add_precompiled(name LIBS ... HEADERS ...).
# Only a saving of time: a source names what it uses, and presets without it must build.
function(relay_add_precompiled name)
    cmake_parse_arguments(ARG "" "" "LIBS;HEADERS" ${ARGN})
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/precompiled.cpp" CONTENT "")
    add_library(${name} OBJECT "${CMAKE_BINARY_DIR}/precompiled.cpp")
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    target_link_libraries(${name} PRIVATE relay_options ${ARG_LIBS})
    list(TRANSFORM ARG_HEADERS REPLACE "(.+)" "<\\1>")
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

# PRECOMPILED: what relay_add_precompiled made, or NONE; relay_precompiled where nothing is said.
function(relay_add_library folder)
    cmake_parse_arguments(ARG "" "PRECOMPILED" "SOURCES;DEPENDS" ${ARGN})
    string(REPLACE "/" "_" target "${folder}")
    add_library(${target} STATIC ${ARG_SOURCES})
    target_link_libraries(${target} PUBLIC relay_options ${ARG_DEPENDS})
    if(NOT ARG_PRECOMPILED)
        set(ARG_PRECOMPILED relay_precompiled)
    endif()
    if(NOT ARG_PRECOMPILED STREQUAL "NONE")
        target_precompile_headers(${target} REUSE_FROM ${ARG_PRECOMPILED})
    endif()
endfunction()

function(relay_add_header_library folder)
    cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
    string(REPLACE "/" "_" target "${folder}")
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE relay_options ${ARG_DEPENDS})
endfunction()
