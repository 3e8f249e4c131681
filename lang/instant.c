// SPDX-License-Identifier: MIT
#include "lang/instant.h"

#include <string.h>

#include "lang/number.h"
#include "lang/primitive.h"
#include "lang/string.h"

enum { DAY_MILLISECONDS = 86400000 };
#define GREGORIAN_FIRST_DAY (-141427) // 1582-10-15

value_t instant_new(struct cpu *cpu, int64_t milliseconds) {
  struct object *object = gc_allocate(cpu, KIND_INSTANT, 1);
  object_set_raw(object, 0, (uint64_t)milliseconds);
  return value_of_object(object);
}

int64_t instant_milliseconds(value_t instant) {
  return (int64_t)object_raw(value_object(instant), 0);
}

// --- Calendar -------------------------------------------------------------------------------
static int64_t floor_divide(int64_t n, int64_t d) { return n / d - (n % d < 0); }
static int64_t floor_rest(int64_t n, int64_t d) { return n % d + (n % d < 0 ? d : 0); }

// Years begin in March, so that the leap day is the last of its year and months before a given one
// have (153 m + 2) / 5 days.
static int64_t days_before_month(int month) { return (153 * ((month + 9) % 12) + 2) / 5; }

static int64_t days_of_date(int64_t year, int month, int day) {
  int64_t y = month <= 2 ? year - 1 : year;
  int64_t of_year = days_before_month(month) + day - 1;
  int64_t gregorian =
      y * 365 + floor_divide(y, 4) - floor_divide(y, 100) + floor_divide(y, 400) + of_year - 719468;
  if (gregorian >= GREGORIAN_FIRST_DAY &&
      (year > 1582 || (year == 1582 && (month > 10 || (month == 10 && day >= 15)))))
    return gregorian;
  return y * 365 + floor_divide(y, 4) + of_year - 719470;
}

struct date {
  int64_t year;
  int month, day;
};

static struct date date_of_days(int64_t days) {
  int64_t year, of_year;
  if (days >= GREGORIAN_FIRST_DAY) {
    days += 719468;
    int64_t era = floor_divide(days, 146097), of_era = days - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    of_year = of_era - (365 * y + y / 4 - y / 100);
    year = y + era * 400;
  } else {
    days += 719470;
    int64_t era = floor_divide(days, 1461), of_era = days - era * 1461;
    int64_t y = (of_era - of_era / 1460) / 365;
    of_year = of_era - 365 * y;
    year = y + era * 4;
  }
  int shifted = (int)((5 * of_year + 2) / 153);
  int day = (int)(of_year - (153 * shifted + 2) / 5 + 1);
  int month = shifted < 10 ? shifted + 3 : shifted - 9;
  return (struct date){year + (month <= 2), month, day};
}

static bool is_leap_year(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

static int days_in_month(int month, bool leap) {
  if (month == 2) return leap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// --- Reading --------------------------------------------------------------------------------
struct cursor {
  const char *bytes;
  size_t at, length;
};

static bool take_byte(struct cursor *c, char byte) {
  if (c->at == c->length || c->bytes[c->at] != byte) return false;
  c->at++;
  return true;
}

// Exactly `digits` decimal digits.
static bool take_number(struct cursor *c, int digits, int *n) {
  if (c->length - c->at < (size_t)digits) return false;
  *n = 0;
  for (int i = 0; i < digits; i++) {
    char d = c->bytes[c->at + (size_t)i];
    if (d < '0' || d > '9') return false;
    *n = *n * 10 + (d - '0');
  }
  c->at += (size_t)digits;
  return true;
}

// An optional part: a separator and two digits. False (and nothing taken) when it is not there, or
// when the digits turn out to be the hours of an offset (2020-03:30).
static bool take_part(struct cursor *c, char separator, int *n) {
  size_t start = c->at;
  int part;
  if (take_byte(c, separator) && take_number(c, 2, &part) &&
      !(separator == '-' && c->at < c->length && c->bytes[c->at] == ':')) {
    *n = part;
    return true;
  }
  c->at = start;
  return false;
}

_Noreturn static void out_of_range(struct cpu *cpu, const char *bytes, size_t length,
                                   const char *field, int n) {
  error_raise(cpu, ERROR_RUNTIME, "#inst %V: %s %d is out of range",
              string_from_text(cpu, bytes, length), field, n);
}

value_t instant_parse(struct cpu *cpu, const char *bytes, size_t length) {
  struct cursor c = {bytes, 0, length};
  int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0;
  int offset_sign = 0, offset_hour = 0, offset_minute = 0;
  bool valid = take_number(&c, 4, &year);
  if (valid && take_part(&c, '-', &month) && take_part(&c, '-', &day) &&
      take_part(&c, 'T', &hour) && take_part(&c, ':', &minute) && take_part(&c, ':', &second)) {
    if (c.at + 1 < length && bytes[c.at] == '.' && bytes[c.at + 1] >= '0' &&
        bytes[c.at + 1] <= '9') {
      c.at++;
      for (int unit = 100; c.at < length && bytes[c.at] >= '0' && bytes[c.at] <= '9'; unit /= 10)
        millisecond += (bytes[c.at++] - '0') * unit;
    }
  }
  if (valid && c.at < length && !take_byte(&c, 'Z')) {
    offset_sign = bytes[c.at] == '-' ? -1 : 1;
    valid = (take_byte(&c, '+') || take_byte(&c, '-')) && take_number(&c, 2, &offset_hour) &&
            take_byte(&c, ':') && take_number(&c, 2, &offset_minute);
  }
  if (!valid || c.at != length)
    error_raise(cpu, ERROR_RUNTIME, "Unrecognized date/time syntax: %V",
                string_from_text(cpu, bytes, length));
  if (month < 1 || month > 12) out_of_range(cpu, bytes, length, "month", month);
  if (day < 1 || day > days_in_month(month, is_leap_year(year)))
    out_of_range(cpu, bytes, length, "day", day);
  if (hour > 23) out_of_range(cpu, bytes, length, "hour", hour);
  if (minute > 59) out_of_range(cpu, bytes, length, "minute", minute);
  if (second > (minute == 59 ? 60 : 59)) out_of_range(cpu, bytes, length, "second", second);
  if (offset_hour > 23) out_of_range(cpu, bytes, length, "offset hour", offset_hour);
  if (offset_minute > 59) out_of_range(cpu, bytes, length, "offset minute", offset_minute);
  // Year 0 is 1 BC.
  int64_t minutes = (days_of_date(year, month, day) * 24 + hour) * 60 + minute -
                    offset_sign * (offset_hour * 60 + offset_minute);
  return instant_new(cpu, (minutes * 60 + second) * 1000 + millisecond);
}

// --- Printing -------------------------------------------------------------------------------
// The year as people count it: 1 BC comes before AD 1, and prints as 1.
static int64_t shown_year(struct date date) { return date.year > 0 ? date.year : 1 - date.year; }

void instant_print(struct text *text, value_t instant) {
  int64_t milliseconds = instant_milliseconds(instant);
  int64_t days = floor_divide(milliseconds, DAY_MILLISECONDS);
  int of_day = (int)floor_rest(milliseconds, DAY_MILLISECONDS);
  struct date date = date_of_days(days);
  text_format(text, "%04lld-%02d-%02dT%02d:%02d:%02d.%03d-00:00", (long long)shown_year(date),
              date.month, date.day, of_day / 3600000, of_day / 60000 % 60, of_day / 1000 % 60,
              of_day % 1000);
}

void instant_print_plain(struct text *text, value_t instant) {
  static const char weekdays[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  int64_t milliseconds = instant_milliseconds(instant);
  int64_t days = floor_divide(milliseconds, DAY_MILLISECONDS);
  int of_day = (int)floor_rest(milliseconds, DAY_MILLISECONDS);
  struct date date = date_of_days(days);
  text_format(text, "%s %s %02d %02d:%02d:%02d UTC %lld", weekdays[floor_rest(days, 7)],
              months[date.month - 1], date.day, of_day / 3600000, of_day / 60000 % 60,
              of_day / 1000 % 60, (long long)shown_year(date));
}

// --- Leaves ---------------------------------------------------------------------------------
static value_t core_is_instant(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_kind(arguments[0], KIND_INSTANT));
}

static void check_instant(struct cpu *cpu, value_t v, const char *operation) {
  if (!value_is_kind(v, KIND_INSTANT))
    error_raise(cpu, ERROR_ARGUMENT, "%s: %V is not an instant (%T)", operation, v, v);
}

static value_t core_instant_milliseconds(struct cpu *cpu, const value_t *arguments,
                                         uint32_t count) {
  (void)count;
  check_instant(cpu, arguments[0], "inst-ms");
  return number_from_int64(cpu, instant_milliseconds(arguments[0]));
}

static value_t leaf_read_instant(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t v = arguments[0];
  if (!value_is_string(v)) error_raise(cpu, ERROR_TYPE, "#inst takes a string, not %V (%T)", v, v);
  return instant_parse(cpu, string_bytes(v), string_byte_length(v));
}

static value_t leaf_instant_new(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return instant_new(cpu, number_to_index(cpu, arguments[0], "the time in milliseconds"));
}

static value_t leaf_instant_text(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_instant(cpu, arguments[0], "instant-text");
  struct text text;
  text_start(&text, cpu);
  instant_print(&text, arguments[0]);
  return text_string(&text);
}

// clang-format off
const struct primitive instant_primitives[] = {
    {"clojure.core/inst?", core_is_instant, 1, 1, "([x])", "Returns true if x is an instant."},
    {"clojure.core/inst-ms", core_instant_milliseconds, 1, 1, "([inst])", "The milliseconds from 1970-01-01 UTC to the instant."},
    {"nacre.primitive/read-instant", leaf_read_instant, 1, 1, "([s])", "The instant that #inst s stands for; throws when it is none."},
    {"nacre.primitive/instant-new", leaf_instant_new, 1, 1, "([milliseconds])", "The instant so many milliseconds after 1970-01-01 UTC."},
    {"nacre.primitive/instant-text", leaf_instant_text, 1, 1, "([inst])", "An instant as #inst shows it."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
// clang-format on
