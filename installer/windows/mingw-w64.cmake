# SPDX-License-Identifier: GPL-3.0-or-later
# Cross build for Windows x86-64 with Debian's g++-mingw-w64-x86-64-posix; ./dev build windows uses it.
# TRAYRELAY_WINDOWS_LIBS (environment, or -D): the folder with Qt, SQLite, simdjson, spdlog, fmt and
# QCustomPlot for Windows (bin, lib, include, plugins). Qt's code generators are the host's: qt6-base-dev-tools
# of the same version. zlib is Debian's libz-mingw-w64-dev.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

if(NOT TRAYRELAY_WINDOWS_LIBS)
    set(TRAYRELAY_WINDOWS_LIBS "$ENV{TRAYRELAY_WINDOWS_LIBS}" CACHE PATH "Libraries for Windows" FORCE)
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TRAYRELAY_WINDOWS_LIBS)
set(CMAKE_FIND_ROOT_PATH "${TRAYRELAY_WINDOWS_LIBS}" /usr/x86_64-w64-mingw32)
set(CMAKE_PREFIX_PATH "${TRAYRELAY_WINDOWS_LIBS}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

set(ZLIB_USE_STATIC_LIBS ON)
set(QT_HOST_PATH /usr CACHE PATH "Qt of the machine that builds")
set(QT_HOST_PATH_CMAKE_DIR /usr/lib/x86_64-linux-gnu/cmake CACHE PATH "its CMake packages")
list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}/modules") # for what has no package file
