// header_cxx17.cpp - plugin.h alone is C++17, and lays its structs out as C does.
#include <vitk/plugin.h>

#include "structs.h"

#include <type_traits>

#define SAME_AS_C(type, last)                                                                                          \
  static_assert(std::is_standard_layout<type>::value && std::is_trivial<type>::value, #type " is no C struct");        \
  static_assert(offsetof(type, last) + sizeof(type::last) == sizeof(type), #type " has padding behind " #last);
VITK_ABI_STRUCTS(SAME_AS_C)
