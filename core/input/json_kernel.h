/* json_kernel.h - the pass of json_skim.c over a record, for each variant of simd.h. No guard. */

SIMD_TARGET VITK_SIMD_INLINE struct vitk_json_bytes SIMD(json_bytes)(const char *p) {
  SIMD(block) block = SIMD(load)(p);
  struct vitk_json_bytes bytes = {.quotes = SIMD(bits)(SIMD(eq)(block, '"')),
                                  .backslashes = SIMD(bits)(SIMD(eq)(block, '\\')),
                                  .objects = SIMD(bits)(SIMD(eq)(block, '{')),
                                  .object_ends = SIMD(bits)(SIMD(eq)(block, '}')),
                                  .arrays = SIMD(bits)(SIMD(eq)(block, '[')),
                                  .array_ends = SIMD(bits)(SIMD(eq)(block, ']')),
                                  .colons = SIMD(bits)(SIMD(eq)(block, ':')),
                                  .commas = SIMD(bits)(SIMD(eq)(block, ',')),
                                  .controls = SIMD(bits)(SIMD(range)(block, 0, ' ' - 1)),
                                  .white = SIMD(bits)(SIMD(eq)(block, ' ')),
                                  .digits = SIMD(bits)(SIMD(range)(block, '0', 9)),
                                  .zeros = SIMD(bits)(SIMD(eq)(block, '0')),
                                  .dots = SIMD(bits)(SIMD(eq)(block, '.')),
                                  .high = SIMD(bits)(SIMD(high)(block))};
  if (bytes.controls == 0)
    return bytes;
  bytes.feeds = SIMD(bits)(SIMD(eq)(block, '\n'));
  bytes.white |= bytes.feeds | SIMD(bits)(SIMD(or)(SIMD(eq)(block, '\t'), SIMD(eq)(block, '\r')));
  return bytes;
}

/* At which of the starts one of the sought could begin, of 64 bytes at p. */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(json_candidates)(const struct vitk_json_skimmer *skimmer, const char *p,
                                                            uint64_t starts) {
  uint64_t found = skimmer->n_places > 0 ? starts : 0;
  for (unsigned i = 0; i < skimmer->n_places; i++) {
    const struct place *place = &skimmer->places[i];
    SIMD(block) block = SIMD(load)(p + place->at);
    SIMD(set) set = SIMD(range_by)(block, SIMD(load)(place->low[0]), SIMD(load)(place->span[0]));
    for (int j = 1; j < VITK_RANGES; j++)
      set = SIMD(or)(set, SIMD(range_by)(block, SIMD(load)(place->low[j]), SIMD(load)(place->span[j])));
    found &= SIMD(bits)(set);
  }
  return found;
}

SIMD_TARGET static enum vitk_skim SIMD(json_record)(struct pass *pass) {
  struct vitk_json_carry carry = VITK_JSON_CARRY;
  char rest[VITK_LANES + VITK_PLACE_MAX];
  for (; pass->at < pass->n; pass->at += VITK_LANES) {
    const char *p = pass->p + pass->at;
    if (pass->n - pass->at < sizeof rest) {
      memset(rest, ' ', sizeof rest);
      memcpy(rest, p, pass->n - pass->at);
      p = rest;
    }
    struct vitk_json_bytes bytes = SIMD(json_bytes)(p);
    uint64_t escaped = vitk_json_escaped(bytes.backslashes, &carry.escape);
    bytes.quotes &= ~escaped;
    uint64_t in = SIMD(parity)(bytes.quotes) ^ carry.in_string;
    carry.in_string = (uint64_t)0 - (in >> 63);
    uint64_t found = SIMD(json_candidates)(pass->skimmer, p, vitk_json_starts(&bytes, in, &carry));
    enum vitk_skim code = step(pass, &bytes, in, escaped & in, found, &carry);
    if (code != VITK_SKIM_CUT)
      return code;
  }
  return VITK_SKIM_CUT;
}
