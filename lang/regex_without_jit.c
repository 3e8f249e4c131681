// SPDX-License-Identifier: MIT
// PCRE2 without its just-in-time compiler, a quarter of a megabyte that is never called: patterns
// are interpreted within a leaf's bounds or as native jobs (lang/regex.h), and the kernel has no
// memory that is both written and executed. The library's other parts refer to the functions below;
// with these here the linker leaves the compiler out. Under glibc (unit and sanitizer builds) the
// originals are used.
#include <stddef.h>
#include <stdint.h>

#ifndef __GLIBC__

enum { JIT_BAD_OPTION = -45 }; // PCRE2_ERROR_JIT_BADOPTION of pcre2.h

void _pcre2_jit_free_8(void *executable, void *memory);
void _pcre2_jit_free_rodata_8(void *data, void *allocator);
size_t _pcre2_jit_get_size_8(void *executable);
const char *_pcre2_jit_get_target_8(void);
int _pcre2_jit_check_exec_8(void);
int pcre2_jit_compile_8(void *code, uint32_t options);
int pcre2_jit_match_8(const void *code, const void *subject, size_t length, size_t start,
                      uint32_t options, void *match_data, void *context);

void _pcre2_jit_free_8(void *executable, void *memory) { (void)executable, (void)memory; }
void _pcre2_jit_free_rodata_8(void *data, void *allocator) { (void)data, (void)allocator; }
size_t _pcre2_jit_get_size_8(void *executable) { return (void)executable, 0; }
const char *_pcre2_jit_get_target_8(void) { return "none"; }
int _pcre2_jit_check_exec_8(void) { return 0; } // Debian's question whether code may be made
int pcre2_jit_compile_8(void *code, uint32_t options) {
  return (void)code, (void)options, JIT_BAD_OPTION;
}
int pcre2_jit_match_8(const void *code, const void *subject, size_t length, size_t start,
                      uint32_t options, void *match_data, void *context) {
  (void)code, (void)subject, (void)length, (void)start, (void)options, (void)match_data;
  return (void)context, JIT_BAD_OPTION;
}

#endif
