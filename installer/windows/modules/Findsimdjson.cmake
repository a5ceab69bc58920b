# SPDX-License-Identifier: GPL-3.0-or-later
# simdjson::simdjson, from a folder that has no package file of its own.
find_path(simdjson_INCLUDE_DIR simdjson.h)
find_library(simdjson_LIBRARY simdjson)
if(simdjson_INCLUDE_DIR)
    file(STRINGS "${simdjson_INCLUDE_DIR}/simdjson.h" line REGEX "define SIMDJSON_VERSION " LIMIT_COUNT 1)
    string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" simdjson_VERSION "${line}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(simdjson REQUIRED_VARS simdjson_LIBRARY simdjson_INCLUDE_DIR
    VERSION_VAR simdjson_VERSION)
if(simdjson_FOUND AND NOT TARGET simdjson::simdjson)
    add_library(simdjson::simdjson UNKNOWN IMPORTED)
    set_target_properties(simdjson::simdjson PROPERTIES IMPORTED_LOCATION "${simdjson_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${simdjson_INCLUDE_DIR}")
endif()
