// vitk_cxx17.cpp - vitk.h is C++17 as well, and a program in C++ hands its structs and callbacks over as C does.
#include <vitk/vitk.h>

#include <type_traits>

static_assert(std::is_standard_layout<vitk_settings>::value && std::is_trivial<vitk_settings>::value);
static_assert(offsetof(vitk_settings, size) == 0 && offsetof(vitk_import_request, size) == 0 &&
                  offsetof(vitk_import_report, size) == 0 && offsetof(vitk_rows_request, size) == 0 &&
                  offsetof(vitk_plugin_info, size) == 0 && offsetof(vitk_top_request, size) == 0 &&
                  offsetof(vitk_top_line, size) == 0 && offsetof(vitk_explain_step, size) == 0,
              "a struct of vitk.h does not start with its size");

static int row(void *, uint32_t, const vitk_datum *, uint32_t, uint32_t) {
  return VITK_OK;
}

int vitk_of_cxx(vitk *session, const char *path);
int vitk_of_cxx(vitk *session, const char *path) {
  vitk_dataset *dataset = nullptr;
  vitk_rows_request request{};
  request.size = sizeof request;
  int code = vitk_dataset_open(session, path, &dataset);
  if (code == VITK_OK)
    code = vitk_dataset_rows(dataset, &request, row, nullptr);
  vitk_dataset_close(dataset);
  return code;
}
