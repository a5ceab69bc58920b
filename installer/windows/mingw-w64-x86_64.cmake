# SPDX-License-Identifier: GPL-3.0-or-later
# Cross build for Windows x86-64 with Debian's g++-mingw-w64-x86-64-posix:
#   cmake --preset release -B build/windows --toolchain installer/windows/mingw-w64-x86_64.cmake
#       -DWINDOWS_LIBS=FOLDER            (Qt, SQLite, simdjson, spdlog for Windows: bin, lib, include, plugins)
# Qt's code generators are the host's: qt6-base-dev-tools of the same version.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

set(WINDOWS_LIBS "" CACHE PATH "Folder with the libraries for Windows")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES WINDOWS_LIBS)
set(CMAKE_FIND_ROOT_PATH "${WINDOWS_LIBS}")
set(CMAKE_PREFIX_PATH "${WINDOWS_LIBS}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

set(QT_HOST_PATH /usr CACHE PATH "Qt of the machine that builds")
set(QT_HOST_PATH_CMAKE_DIR /usr/lib/x86_64-linux-gnu/cmake CACHE PATH "its CMake packages")
