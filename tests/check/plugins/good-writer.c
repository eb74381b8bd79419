/* good-writer.c - no mistake: it stands every check of an exporter. */
#include "writer.h"
