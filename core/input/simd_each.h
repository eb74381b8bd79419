/* simd_each.h - includes VITK_SIMD_KERNEL, a header's name, once for each variant of simd.h that this processor's kind
 * has. No guard. */

#define SIMD(name) plain_##name
#define SIMD_TARGET
#include VITK_SIMD_KERNEL
#undef SIMD
#undef SIMD_TARGET

#if defined __x86_64__

#define SIMD(name) sse2_##name
#define SIMD_TARGET
#include VITK_SIMD_KERNEL
#undef SIMD
#undef SIMD_TARGET

#define SIMD(name)  avx2_##name
#define SIMD_TARGET AVX2_TARGET
#include VITK_SIMD_KERNEL
#undef SIMD
#undef SIMD_TARGET

#define SIMD(name)  avx512_##name
#define SIMD_TARGET AVX512_TARGET
#include VITK_SIMD_KERNEL
#undef SIMD
#undef SIMD_TARGET

#elif defined __aarch64__

#define SIMD(name) neon_##name
#define SIMD_TARGET
#include VITK_SIMD_KERNEL
#undef SIMD
#undef SIMD_TARGET

#endif
#undef VITK_SIMD_KERNEL
