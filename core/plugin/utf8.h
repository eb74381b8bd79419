/* utf8.h - is a text UTF-8? */
#ifndef VITK_PLUGIN_UTF8_H
#define VITK_PLUGIN_UTF8_H

#include "core/base/str.h"

/* Number of leading bytes that are whole, valid UTF-8 characters: text.n when all is valid. */
size_t vitk_plugin_utf8_prefix(vitk_str text);

#endif
