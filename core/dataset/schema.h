/* schema.h - the tables of the dataset as data: SQL, CSV headers, JSON names, datapackage.json and docs come from here.
 */
#ifndef VITK_DATASET_SCHEMA_H
#define VITK_DATASET_SCHEMA_H

#include "vitk/plugin.h"

/* By VITK_SOURCE … VITK_PROBLEM. Columns are numbered by the enums in columns.h, made from columns.def like these. */
extern const struct vitk_schema vitk_schemas[VITK_N_TABLES];

enum { VITK_DATASET_VERSION = 1 };         /* PRAGMA user_version */
enum { VITK_APPLICATION_ID = 0x5669744B }; /* PRAGMA application_id: "VitK" */

#endif
