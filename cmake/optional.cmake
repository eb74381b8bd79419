# Plugins that need a library which vitk itself does without. Each is built where its library is found, and left out
# with a word where it is not: a row is the plugin's folder, the Debian package to install, the pkg-config modules.

set(VITK_OPTIONAL_PLUGINS
  "export-avro libavro-dev avro-c zlib"
  "export-postgres libpq-dev libpq"
  "export-xlsx zlib1g-dev zlib")

set(VITK_LEFT_OUT "")      # folders
set(VITK_LEFT_OUT_TEXT "") # the same for `vitk plugin list`
foreach(row IN LISTS VITK_OPTIONAL_PLUGINS)
  separate_arguments(row)
  list(POP_FRONT row folder package)
  pkg_check_modules(VITK_${folder} QUIET IMPORTED_TARGET ${row})
  if(VITK_${folder}_FOUND)
    set(VITK_LIBRARY_OF_${folder} PkgConfig::VITK_${folder})
  else()
    message(STATUS "left out: plugin ${folder}, which needs ${package}")
    list(APPEND VITK_LEFT_OUT ${folder})
    string(APPEND VITK_LEFT_OUT_TEXT "not built here: ${folder} (needs ${package})\\n")
  endif()
endforeach()
