# SPDX-License-Identifier: GPL-3.0-or-later
# spdlog::spdlog, which is fmt as well, made of their headers; a build without that library would compile
# their code with each source.
find_path(spdlog_INCLUDE_DIR spdlog/spdlog.h)
find_path(fmt_INCLUDE_DIR fmt/format.h)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(spdlog REQUIRED_VARS spdlog_INCLUDE_DIR fmt_INCLUDE_DIR)
if(spdlog_FOUND AND NOT TARGET spdlog::spdlog)
    add_library(spdlog_library STATIC "${CMAKE_CURRENT_LIST_DIR}/spdlog_library.cpp")
    target_include_directories(spdlog_library SYSTEM PUBLIC "${spdlog_INCLUDE_DIR}" "${fmt_INCLUDE_DIR}")
    target_compile_definitions(spdlog_library
        PUBLIC SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL SPDLOG_WCHAR_FILENAMES UNICODE _UNICODE NOMINMAX
        PRIVATE WIN32_LEAN_AND_MEAN)
    add_library(spdlog::spdlog ALIAS spdlog_library)
endif()
