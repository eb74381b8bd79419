/* range_kernel.h - the pass of range.c, which includes it for each variant of simd.h. No guard. */

/* Where quotes stand as scan.h has it, and line ends without them. A CR that ends the text is no line end yet. */
SIMD_TARGET static void SIMD(pass)(unsigned char delimiter, unsigned char quote, const char *p, size_t n, size_t from,
                                   struct vitk_scan *out) {
  uint64_t within = 0, may_open_before = 1, closed = 0; /* all bits or none; bit 0 is about the byte before */
  uint32_t lines = 0;
  for (size_t i = from; i < n; i += VITK_LANES) {
    size_t left = n - i;
    uint64_t valid = left >= VITK_LANES ? ~UINT64_C(0) : (UINT64_C(1) << left) - 1;
    SIMD(block) block = SIMD(load)(p + i);
    uint64_t feeds = SIMD(bits)(SIMD(eq)(block, '\n')) & valid;
    uint64_t returns = SIMD(bits)(SIMD(eq)(block, '\r')) & valid;
    uint64_t quotes = SIMD(bits)(SIMD(eq)(block, quote)) & valid, ends = feeds, bad = 0, in_quotes = 0;
    if (returns != 0) {
      uint64_t before_feed = feeds >> 1 | (uint64_t)(left > VITK_LANES && p[i + VITK_LANES] == '\n') << 63;
      if (left <= VITK_LANES)
        before_feed |= UINT64_C(1) << (left - 1);
      ends |= returns & ~before_feed;
    }
    if (quote != VITK_NO_QUOTE) {
      uint64_t may_open = (SIMD(bits)(SIMD(eq)(block, delimiter)) & valid) | feeds | returns | quotes;
      in_quotes = SIMD(parity)(quotes) ^ within;
      uint64_t closing = quotes & ~in_quotes;
      bad = (quotes & in_quotes & ~(may_open << 1 | may_open_before)) | ((closing << 1 | closed) & ~may_open & valid);
      within = (uint64_t)0 - (in_quotes >> 63);
      may_open_before = may_open >> 63;
      closed = closing >> 63;
    }
    uint64_t good = bad ? (bad & (0 - bad)) - 1 : ~UINT64_C(0), records = ends & ~in_quotes & good;
    if (records != 0) {
      unsigned last = 63 - (unsigned)__builtin_clzll(records);
      out->stop = i + last + 1;
      out->lines = lines + (uint32_t)__builtin_popcountll(ends & ((UINT64_C(2) << last) - 1));
    }
    if (bad != 0)
      return;
    lines += (uint32_t)__builtin_popcountll(ends);
  }
  out->to_the_end = true;
}
