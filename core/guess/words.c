#include "core/guess/words.h"

#include "core/base/fold.h"
#include "core/record/component.h"

#include <stdio.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { TEXT_MAX = 300, MK_FIRST = 4, MK_LAST = 13 };

/* --- vitamin K */

/* "vitamin" as it stands before the K, folded: '~' is at most one space, '-' or '_'. */
static const char *const stems[] = {"vitamin~",  "vitamine~", "vitamina~", "vitamín~", "vitamiini~", "vitamins~",
                                    "witamina~", "witaminy~", "vit~",      "vit.~",    "ビタミン~",  "維生素~",
                                    "维生素~",   "維他命~",   "维他命~",   "비타민~",  "витамин~",   "вітамін~",
                                    "βιταμίνη~", "βιταμινη~", "ויטמין~",   "فيتامين~", "विटामिन~",   "vitamini~"};

/* And as it stands after it: "K-vitamin", "K-1 vitamini". */
static const char *const after[] = {"vitamin", "vitamiini", "vitamini", "witamina"};

enum { K1 = 1, K1D = 2, K2 = 4, K3 = 8, TOTAL = 16, WEAK = 32, SURE = 64 }; /* MK-n: bit 8 + n */

/* Names of molecules. One of `numbered` may have the number of a menaquinone after it. */
static const struct {
  const char *folded;
  uint32_t means;
  bool numbered;
} molecules[] = {{"dihydrophylloquinon", K1D, false},
                 {"dihydrophyllochinon", K1D, false},
                 {"dihydrofyllokinon", K1D, false},
                 {"ジヒドロフィロキノン", K1D, false},
                 {"vitk1d", K1D, false},
                 {"phylloquinon", K1, false},
                 {"phyllochinon", K1, false},
                 {"phylloq", K1, false},
                 {"fylloquinon", K1, false},
                 {"fyllochinon", K1, false},
                 {"fyllokinon", K1, false},
                 {"fillochinon", K1, false},
                 {"filloquinon", K1, false},
                 {"filoquinon", K1, false},
                 {"filokinon", K1, false},
                 {"phytomenadion", K1, false},
                 {"phytonadion", K1, false},
                 {"fitomenadion", K1, false},
                 {"フィロキノン", K1, false},
                 {"필로퀴논", K1, false},
                 {"叶绿醌", K1, false},
                 {"葉綠醌", K1, false},
                 {"menatetrenon", 1U << (8 + 4), false},
                 {"メナテトレノン", 1U << (8 + 4), false},
                 {"menaquinon", K2, true},
                 {"ménaquinon", K2, true},
                 {"menachinon", K2, true},
                 {"menakinon", K2, true},
                 {"メナキノン", K2, true},
                 {"메나퀴논", K2, true},
                 {"menadion", K3, false}};

static bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
static bool is_separator(char c) {
  return c == ' ' || c == '-' || c == '_';
}

/* Folded word by word, one space between, subscript digits as digits; NUL-terminated. false: too long to be a name. */
static bool plain(vitk_str text, struct vitk_buffer *out) {
  out->n = 0;
  if (text.n > TEXT_MAX)
    return false;
  size_t start = 0;
  for (size_t i = 0; i <= text.n; i++) {
    bool ends = i == text.n || text.p[i] == ' ' || (text.p[i] >= '\t' && text.p[i] <= '\r');
    bool wide = !ends && i + 2 < text.n && memcmp(text.p + i, "\xE3\x80\x80", 3) == 0;
    bool hard = !ends && i + 1 < text.n && memcmp(text.p + i, "\xC2\xA0", 2) == 0;
    if (!ends && !wide && !hard)
      continue;
    if (i > start && ((out->n > 0 && vitk_buffer_add(out, " ", 1) != VITK_OK) ||
                      vitk_fold(out, (vitk_str){text.p + start, i - start}) != VITK_OK))
      return false;
    i += wide ? 2 : hard ? 1 : 0;
    start = i + 1;
  }
  size_t n = 0;
  for (size_t i = 0; i < out->n; i++) {
    unsigned char *p = (unsigned char *)out->p + i;
    bool subscript = i + 2 < out->n && p[0] == 0xE2 && p[1] == 0x82 && p[2] >= 0x80 && p[2] <= 0x89;
    if (subscript)
      p[0] = (unsigned char)('0' + p[2] - 0x80);
    out->p[n++] = out->p[i];
    i += subscript ? 2 : 0;
  }
  out->n = n;
  return vitk_buffer_add(out, "", 1) == VITK_OK;
}

/* The number at p, after one separator at most; -1: none, or more than two digits. */
static int number_at(const char *p) {
  p += is_separator(*p);
  if (!is_digit(*p))
    return -1;
  int number = *p++ - '0';
  if (is_digit(*p))
    number = number * 10 + (*p++ - '0');
  return is_digit(*p) || *p == '.' ? -1 : number;
}

static uint32_t menaquinone(int number) {
  return number >= MK_FIRST && number <= MK_LAST ? 1U << (8 + number) : 0;
}

/* What the K at p, which a word for "vitamin" has named as one, is: by the number after it. 0: it begins a word. */
static uint32_t kind_of_k(const char *p) {
  static const uint32_t kinds[] = {TOTAL, K1, K2, K3};
  int number = number_at(p + 1);
  bool given = number >= 1 && number <= 3;
  return given ? kinds[number] : is_letter(p[1]) ? 0 : TOTAL;
}

/* The length of the stem at p, a '~' of it matched; 0: it is not there. */
static size_t stem_at(const char *p, const char *stem) {
  size_t n = strlen(stem) - 1;
  if (strncmp(p, stem, n) != 0)
    return 0;
  return n + is_separator(p[n]);
}

static uint32_t vitamin_at(const char *p, bool starts_word) {
  for (size_t i = 0; i < COUNT(stems); i++) {
    size_t n = stem_at(p, stems[i]);
    if (n > 0 && (p[n] == 'k' || strncmp(p + n, "к", 2) == 0) && (starts_word || (unsigned char)stems[i][0] >= 0x80))
      return p[n] == 'k' ? kind_of_k(p + n) : TOTAL;
  }
  if (!starts_word || *p != 'k')
    return 0;
  int number = number_at(p + 1);
  const char *rest = p + 1;
  rest += number >= 0 && is_separator(*rest);
  rest += number >= 0;
  rest += is_separator(*rest);
  for (size_t i = 0; i < COUNT(after) && (number < 0 || (number >= 1 && number <= 3)); i++)
    if (strncmp(rest, after[i], strlen(after[i])) == 0)
      return number == 1 ? K1 : number == 2 ? K2 : number == 3 ? K3 : TOTAL;
  bool alone = (p[1] == '1' || p[1] == '2') && !is_letter(p[2]) && !is_digit(p[2]);
  return alone ? WEAK | (p[1] == '1' ? K1 : K2) : 0;
}

static uint32_t molecule_at(const char *p, bool starts_word) {
  for (size_t i = 0; i < COUNT(molecules); i++) {
    size_t n = strlen(molecules[i].folded);
    if (strncmp(p, molecules[i].folded, n) != 0)
      continue;
    if (!molecules[i].numbered)
      return molecules[i].means;
    while (is_letter(p[n])) /* its ending: -e, -es, -er, -i */
      n++;
    uint32_t one = menaquinone(number_at(p + n));
    return one ? one : molecules[i].means;
  }
  return starts_word && p[0] == 'm' && p[1] == 'k' ? menaquinone(number_at(p + 2)) : 0;
}

/* All that the text names. */
static uint32_t named(const char *text) {
  uint32_t means = 0;
  for (const char *p = text; *p != '\0'; p++) {
    bool starts_word = p == text || !(is_letter(p[-1]) || is_digit(p[-1]));
    uint32_t molecule = molecule_at(p, starts_word);
    uint32_t here = molecule ? molecule : vitamin_at(p, starts_word);
    means |= here | (here != 0 && !(here & WEAK) ? SURE : 0);
    if (molecule & (K1 | K1D)) /* "dihydrophylloquinone" holds the other name, and "phytomenadione" "menadione" */
      while (is_letter(p[1]) || (unsigned char)p[1] >= 0x80)
        p++;
  }
  return means;
}

static const char *tagname(uint32_t means) {
  static const char *const menaquinones[] = {"MK4", "MK5", "MK6", "MK7", "MK8", "MK9", "MK10", "MK11", "MK12", "MK13"};
  uint32_t mk = means >> (8 + MK_FIRST);
  if ((means & K1D) && !(means & (K2 | K3)) && mk == 0)
    return "VITK1D";
  if (mk != 0 && !(means & (K1 | K1D)))
    for (size_t i = 0; i < COUNT(menaquinones); i++)
      if (mk == 1U << i)
        return menaquinones[i];
  bool one = (means & K1) != 0, two = (means & K2) || mk != 0;
  if (one != two)
    return one ? "VITK1" : "VITK2";
  return one || (means & TOTAL) ? "VITK" : NULL;
}

int vitk_words_component(vitk_str text, struct vitk_buffer *scratch, uint32_t *component) {
  if (text.n == 0 || !plain(text, scratch))
    return VITK_WORDS_NONE;
  uint32_t means = named(scratch->p);
  const char *tag = (means & K3) && !(means & ~(uint32_t)(K3 | TOTAL | WEAK | SURE)) ? NULL : tagname(means);
  if (tag == NULL)
    return VITK_WORDS_NONE;
  *component = (uint32_t)vitk_component_find(vitk_str_of(tag));
  return means & SURE ? VITK_WORDS_NAMED : VITK_WORDS_WEAK;
}

/* --- roles */

/* Spellings as vitk_fold leaves them, the most usual first; '*' at an end is any rest. */
static const char *const roles[VITK_N_ROLES] = {
    [VITK_ROLE_ID] = "foodcode|foodid|food_id|food_code|alim_code|alimcode|ndb_no|ndbno|ndb_number|nevo-code|nevocode|"
                     "blscode|livsmedelsnummer|整合編號|食品番号|식품코드|fdc_id|fdcid|fcd_id|foodkey|publicfoodkey|"
                     "origfdcd|code|dsldid|foodnumber|food_number|foodno|smlmitzrach|nummer|number|itemcode|"
                     "codigo|código|codice|codealiment|kood|kod|kode|koodi|id|key|barcode|ean|gtin|no|nr|itemno",
    [VITK_ROLE_NAME] = "alim_nom_fr|livsmedelsnamn|voedingsmiddelnaam*|樣品名稱|食品名|食品名称|식품명|"
                       "lebensmittelbezeichnung|fødevarenavn|origfdnm|shmmitzrach|besinadı|"
                       "foodname|food_name|name|food|fooddescription|description|long_desc|product_name|productname|"
                       "lebensmittel|bezeichnung|fullname|namn|namen|nimi|nom|nome|nombre|naam|navn|nazwa|besin|"
                       "aliment|alimento|elintarvike|livsmedel|matvare|item_name|names|desc|title",
    [VITK_ROLE_NAME_EN] = "alim_nom_eng|name_en|nameen|food(english)|foodname(english)|englishname|name(english)|"
                          "engelsenaam*|樣品英文名稱|식품명(영문)|foodnameen",
    [VITK_ROLE_SCIENTIFIC] =
        "scientificname|scientific_name|alim_nom_sci|scientific|latinname|latin|sciname|"
        "nomscientifique|wetenschappelijkenaam|bezeichnung(wissenschaftlich)|nombrecientífico|學名",
    [VITK_ROLE_GROUP] = "foodgroup|food_group|alim_grp_nom_fr|alim_grp_nom_eng|group|gruppering|食品分類|食品群|"
                        "voedingsmiddelgroep|groupe|gruppe|huvudgrupp|hovedgruppe|category|foodcategory|"
                        "food_category|groupname|식품군|lebensmittelgruppe|grupo|gruppo|kategorie|catégorie",
    [VITK_ROLE_AMOUNT] = "amount|value|content|resval|teneur|bestloc|best_location|nutrientvalue|nutr_val|varde|värde|"
                         "每100克含量|含量|wert|gehalt|valeur|valore|valor|ortalama|mean|average|quantity|verdi|arvo|"
                         "amount_100g|per100g|selectedvalue|original|amount_ug",
    [VITK_ROLE_UNIT] = "unit|units|unit_name|unitname|einheit|enhet|unité|unidad|unità|unita|含量單位|단위|birim|"
                       "yksikkö|enhed|v_unit|eenheid|compunit|nutrientunit|jednostka",
    [VITK_ROLE_SD] = "sd|stdev|std|standarddeviation|stddev|standardavvikelse",
    [VITK_ROLE_MIN] = "min|minimum|least",
    [VITK_ROLE_MAX] = "max|maximum|most",
    [VITK_ROLE_N] = "n|samples|datapoints|data_points|numberofdeterminations|numberofsamples|num_data_pts|antal",
    [VITK_ROLE_METHOD] = "method|methode|méthode|metodtyp|methtype|methodtype",
    [VITK_ROLE_LIMIT] = "loq|lod|limit|loqvalue|detectionlimit",
    [VITK_ROLE_CONFIDENCE] = "confidence|quality|code_confiance|codedeconfiance|grade|qualityindex",
};

/* Words beside a component's name that make a column something else than its amounts. */
static const char other_words[] =
    "datenherkunft|herkunft|referenz|reference|references|ref|source|sources|origin|ursprung|kilde|origine|e|se|error|"
    "label|modifier|dv|daily|rank|note|notes|remark|remarks|comment|comments|derivation|year|flag|%";

enum vitk_role vitk_words_role(vitk_str heading, struct vitk_buffer *scratch, uint32_t *rank) {
  enum vitk_role found = VITK_ROLE_NONE;
  *rank = UINT32_MAX;
  while (heading.n > 0 &&
         found == VITK_ROLE_NONE) { /* "Voedingsmiddelgroep/Food group": the first part that is known */
    size_t n = 0;
    while (n < heading.n && heading.p[n] != '/' && heading.p[n] != ';')
      n++;
    scratch->n = 0;
    if (n <= TEXT_MAX && vitk_fold(scratch, (vitk_str){heading.p, n}) == VITK_OK && scratch->n > 0)
      for (int role = VITK_ROLE_ID; role < VITK_ROLE_OTHER; role++) {
        vitk_str rest = vitk_str_of(roles[role]), spelling;
        for (uint32_t i = 0; vitk_str_alternative(&rest, &spelling) && i < *rank; i++) {
          bool any = spelling.p[spelling.n - 1] == '*';
          size_t least = spelling.n - any;
          if (scratch->n < least || memcmp(scratch->p, spelling.p, least) != 0 || (!any && scratch->n != least))
            continue;
          found = (enum vitk_role)role;
          *rank = i;
        }
      }
    n += n < heading.n;
    heading.p += n;
    heading.n -= n;
  }
  return found;
}

static bool is_one_of(vitk_str word, const char *list) {
  vitk_str rest = vitk_str_of(list), one;
  while (vitk_str_alternative(&rest, &one))
    if (vitk_str_equal(word, one))
      return true;
  return false;
}

enum vitk_role vitk_words_beside(vitk_str heading, struct vitk_buffer *scratch) {
  enum vitk_role found = VITK_ROLE_NONE;
  if (!plain(heading, scratch))
    return VITK_ROLE_OTHER;
  for (const char *p = scratch->p; *p != '\0';) {
    size_t n = strcspn(p, " -_,;:/()[]{}");
    vitk_str word = {p, n};
    bool is_dose = n > 0 && p[n - 1] == '%';
    if (n > 0 && (is_dose || is_one_of(word, other_words)))
      return VITK_ROLE_OTHER;
    for (int role = VITK_ROLE_UNIT; n > 0 && role < VITK_ROLE_OTHER; role++)
      if (is_one_of(word, roles[role]))
        found = (enum vitk_role)role;
    p += n > 0 ? n : 1;
  }
  return found;
}

/* --- what is no number */

static const struct vitk_word_token tokens[] = {
    {"-|--|---|–|—|.|..|…|null|nan|none|#n/a|n/a|na|k.a.|keineangabe|missing|notanalysed|未測定|*", VITK_MISSING, false,
     NULL},
    {"tr|tr.|(tr)|trace|traces|spuren|sp.|spor|spår|sporen|jälkiä|traza|trazas|tracce|traço|traços|ślady|eser|iz|微量|"
     "痕量|미량|+",
     VITK_TRACE, false, NULL},
    {"<lod|<loq|<lodor<loq|bdl|bql|bld|udl|<ldq|<ld|<lq", VITK_BELOW_LIMIT, false, NULL},
    {"nd|n.d.|n.d|nq|n.q.", VITK_BELOW_LIMIT, false, "\"not detected\" is below_limit, \"not determined\" is missing"},
    {"n|(n)", VITK_PRESENT, false, "in British tables N is \"present, amount unknown\"; elsewhere it may be missing"},
    {"(0)|[0]|lz|logicalzero", VITK_ASSUMED_ZERO, true, NULL},
    {"present", VITK_PRESENT, false, NULL},
};

const struct vitk_word_token *vitk_words_token(vitk_str text, struct vitk_buffer *scratch) {
  scratch->n = 0;
  if (text.n == 0 || text.n > TEXT_MAX || vitk_fold(scratch, text) != VITK_OK)
    return NULL;
  for (size_t i = 0; i < COUNT(tokens); i++)
    if (is_one_of(vitk_buffer_str(scratch), tokens[i].folded))
      return &tokens[i];
  return NULL;
}

bool vitk_words_basis(vitk_str heading, struct vitk_buffer *scratch, uint32_t *basis) {
  static const struct {
    const char *folded;
    uint32_t basis;
  } bases[] = {{"100ml", VITK_PER_100ML},     {"100g", VITK_PER_100G},       {"100克", VITK_PER_100G},
               {"serving", VITK_PER_SERVING}, {"portion", VITK_PER_SERVING}, {"portie", VITK_PER_SERVING}};
  scratch->n = 0;
  if (heading.n > TEXT_MAX || vitk_fold(scratch, heading) != VITK_OK || scratch->n == 0)
    return false;
  for (size_t i = 0; i < COUNT(bases); i++)
    if (memmem(scratch->p, scratch->n, bases[i].folded, strlen(bases[i].folded)) != NULL) {
      *basis = bases[i].basis;
      return true;
    }
  return false;
}
