/* no_plugin.c - a library that has nothing to do with vitk. */
__attribute__((visibility("default"))) int something_else(void);
int something_else(void) {
  return 42;
}
