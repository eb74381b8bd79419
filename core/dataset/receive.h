/* receive.h - a store as the receiver of what an importer states. */
#ifndef VITK_DATASET_RECEIVE_H
#define VITK_DATASET_RECEIVE_H

#include "core/record/receiver.h"
#include "core/record/store.h"

struct vitk_receiver vitk_store_receiver(struct vitk_store *);

#endif
