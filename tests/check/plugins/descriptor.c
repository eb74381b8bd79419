/* descriptor.c - a format without a label. */
#define FORMAT_LABEL ""
#include "list.h"
