#!/usr/bin/env python3
"""The foods of a dataset with most of a component, by libvitk from Python: standard library only.

usage: top_foods.py DATASET [COMPONENT [LIMIT]]; LIBVITK names the library where the loader does not find it.
"""
import ctypes
import os
import sys
from ctypes import CFUNCTYPE, POINTER, byref, c_char_p, c_double, c_int, c_size_t, c_uint32, c_uint64, c_void_p, sizeof


# The structs of vitk.h, field by field. Each starts with its size: a later libvitk has more behind, and reads no more
# of ours than we say there is.
class Settings(ctypes.Structure):
    _fields_ = [("size", c_size_t), ("plugin_folders", POINTER(c_char_p)), ("n_plugin_folders", c_size_t),
                ("listener", c_void_p), ("cancelled", c_void_p), ("progress", c_void_p), ("user", c_void_p)]


class TopRequest(ctypes.Structure):
    _fields_ = [("size", c_size_t), ("component", c_char_p), ("source", c_char_p), ("match", c_char_p),
                ("limit", c_uint64)]


class TopLine(ctypes.Structure):
    _fields_ = [("size", c_size_t), ("rank", c_uint64)] + [
        (name, c_char_p) for name in ("source_id", "food_id", "name", "component", "status", "basis", "equivalents",
                                      "origin", "made_of")] + [
        (name, c_double) for name in ("amount_ug", "lower_ug", "upper_ug")]  # NaN where there is none


OnLine = CFUNCTYPE(c_int, c_void_p, POINTER(TopLine))


def top(vitk, dataset, component, limit):
    session, outcome, found = c_void_p(), c_uint32(), []
    if vitk.vitk_open(byref(Settings(size=sizeof(Settings))), byref(session)) != 0:
        raise OSError("libvitk can't be opened")

    @OnLine
    def keep(_, line):  # texts are valid until it returns: ctypes has copied them
        one = line.contents
        found.append((one.source_id.decode(), one.food_id.decode(), one.status.decode(), one.amount_ug))
        return 0

    request = TopRequest(size=sizeof(TopRequest), component=component.encode(), limit=limit)
    code = vitk.vitk_top(session, os.fsencode(dataset), byref(request), keep, None, byref(outcome))
    vitk.vitk_close(session)
    if code != 0:
        raise OSError(f"{dataset} can't be read: exit code {outcome.value} of vitk")
    return found


if __name__ == "__main__":
    library = ctypes.CDLL(os.environ.get("LIBVITK", "libvitk.so.0"))
    for line in top(library, sys.argv[1], *(sys.argv[2:3] or ["VITK2"]), int((sys.argv[3:4] or [20])[0])):
        print(*line, sep="|")
