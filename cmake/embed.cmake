# Writes the files of core/cli/templates as a C file: cmake -D FOLDER=… -D OUTPUT=… -P embed.cmake
# core/cli/templates.h says what it declares. Bytes, not strings: C11 promises strings of 4095 characters only.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT files)
set(texts "")
set(rows "")
set(n 0)
foreach(file IN LISTS files)
  get_filename_component(kind ${file} DIRECTORY)
  get_filename_component(name ${file} NAME)
  if(name STREQUAL "gitignore") # by this name it says nothing to this tree's git
    set(name ".gitignore")
  endif()
  file(READ ${FOLDER}/${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND texts "static const unsigned char text_${n}[] = {${bytes}};\n")
  string(APPEND rows "    {\"${kind}\", \"${name}\", text_${n}, sizeof text_${n}},\n")
  math(EXPR n "${n} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"core/cli/templates.h\"\n\n${texts}\n"
  "const struct cli_template cli_templates[] = {\n${rows}    {NULL, NULL, NULL, 0}};\n")
