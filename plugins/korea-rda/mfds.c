/* mfds.c - the MFDS's integrated nutrition data as CSV: a row a food, amounts per what SERVING_SIZE says. */
#include "common/unit.h"
#include "korea.h"

enum { M_CODE, M_NAME, M_GROUP, M_SERVING, M_FIRST, M_N_COLUMNS = M_FIRST + KOREA_N_COMPONENTS };

static const struct vitk_column columns[M_N_COLUMNS] = {
    {"FOOD_CD|식품코드", 0, 0},          {"FOOD_NM_KR|식품명", 0, 1},
    {"FOOD_CAT1_NM|식품대분류명", 0, 1}, {"SERVING_SIZE|영양성분함량기준량", 0, 1},
    {"AMT_NUM48|비타민 K(*", 0, 1},      {"AMT_NUM49|비타민 K1(*", 0, 1},
    {"AMT_NUM50|비타민 K2(*", 0, 1}};

int vitk_korea_open_mfds(struct korea *korea) {
  static const struct vitk_token tokens[] = {{"-", VITK_MISSING, VITK_ORIGIN_UNKNOWN}};
  struct vitk_source source = {.size = sizeof source,
                               .source_id = slice("korea-mfds"),
                               .title = slice("식품영양성분 데이터베이스, integrated food nutrition data"),
                               .publisher = slice("Ministry of Food and Drug Safety (식품의약품안전처)"),
                               .country = slice("KR"),
                               .language = slice("ko"),
                               .url = slice("https://various.foodsafetykorea.go.kr/nutrient/"),
                               .total_definition = slice("비타민 K as a whole, stated beside K1 and K2"),
                               .tokens = tokens,
                               .n_tokens = N_OF(tokens),
                               .token_stride = sizeof tokens[0]};
  int code = korea->host->source(korea->context, &source);
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = korea->found.member,
                                 .flags = VITK_FOOD_ROWS,
                                 .charset = "utf-8|cp949",
                                 .delimiter = ',',
                                 .quote = '"',
                                 .header_row = 1,
                                 .columns = columns,
                                 .n_columns = M_N_COLUMNS,
                                 .column_stride = sizeof columns[0]};
  return code == VITK_OK ? korea->host->table_open(korea->context, &spec, &korea->table) : code;
}

/* "100g", "100 ml", "30g": a number and what it counts. false: neither grams nor millilitres of it are told. */
static bool read_serving(vitk_str text, vitk_str *number, bool *volume) {
  size_t n = 0;
  while (n < text.n && (slice_digit(text.p[n]) || text.p[n] == '.'))
    n++;
  number->p = text.p;
  number->n = n;
  vitk_str unit = slice_from(text, n);
  while (unit.n > 0 && unit.p[0] == ' ')
    unit = slice_from(unit, 1);
  *volume = unit.n == 2 && slice_starts(unit, "ml");
  return n > 0 && (*volume || (unit.n == 1 && slice_starts(unit, "g")));
}

/* Without it nobody knows what an amount is per. */
static int reject(struct korea *korea, const struct vitk_row *row, uint32_t column) {
  return tell(korea->host, korea->context, VITK_REJECT, "no-basis",
              (struct tell_place){.file = row->file,
                                  .field = korea->host->table_field(korea->table, column),
                                  .excerpt = headrow_text(row, column),
                                  .line = row->line},
              "SERVING_SIZE says 100g, 100ml or a mass in g", "SERVING_SIZE is \"%.*s\", which is no mass or 100 ml",
              TELL_SLICE(headrow_text(row, M_SERVING)));
}

static int state_value(struct korea *korea, const struct vitk_row *row, uint32_t component) {
  uint32_t column = M_FIRST + component;
  vitk_str field = korea->host->table_field(korea->table, column), number, none = {NULL, 0};
  bool volume, told = read_serving(headrow_text(row, M_SERVING), &number, &volume);
  bool hundred = told && slice_equal(number, "100");
  if (headrow_text(row, column).n == 0)
    return VITK_OK;
  if (!told || (volume && !hundred))
    return reject(korea, row, column);
  /* The keys bear no unit: the service's description says µg for all three. */
  vitk_str unit = unit_in_name(field);
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = headrow_text(row, M_CODE),
                                     .component = slice(vitk_korea_components[component].tagname),
                                     .amount = headrow_text(row, column),
                                     .unit = unit.n > 0 ? unit : slice("µg"),
                                     .basis = !hundred ? VITK_PER_SERVING
                                              : volume ? VITK_PER_100ML
                                                       : VITK_PER_100G,
                                     .serving_g = hundred ? none : number,
                                     .file = row->file,
                                     .field = field,
                                     .line = row->line};
  return korea->host->statement(korea->context, &statement);
}

int vitk_korea_mfds_row(struct korea *korea, const struct vitk_row *row) {
  struct vitk_food food = {.size = sizeof food,
                           .food_id = headrow_text(row, M_CODE),
                           .name = headrow_text(row, M_NAME),
                           .language = slice("ko"),
                           .food_group = headrow_text(row, M_GROUP)};
  int code = korea->host->food(korea->context, &food);
  for (uint32_t i = 0; i < KOREA_N_COMPONENTS && code == VITK_OK; i++)
    code = state_value(korea, row, i);
  return code;
}
