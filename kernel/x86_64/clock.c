// SPDX-License-Identifier: MIT
// Time: the time stamp counter measured against the 8254 timer, wall time from the real-time clock,
// the periodic tick, and idling.
//
// The measurement starts early in the boot and ends at its end, so that it costs at most its least
// length of two milliseconds; a timer interrupt some tens of milliseconds later repeats it over the
// longer time and sharpens the clock.
#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/machine.h"

enum { PORT_PIT_CHANNEL0 = 0x40, PORT_PIT_COMMAND = 0x43 };
#define PIT_FREQUENCY UINT64_C(1193182)
#define PIT_LEAST_COUNTS (PIT_FREQUENCY / 500)         // 2 ms
#define REFINE_FROM_COUNTS (PIT_FREQUENCY * 25 / 1000) // the counter of 16 bits wraps at 54.9 ms
#define REFINE_TO_COUNTS (PIT_FREQUENCY * 50 / 1000)
#define QEMU_APIC_FREQUENCY (UINT64_C(1000000000) / 16)

struct sample {
  uint64_t tsc;
  uint16_t pit;
};

// nanoseconds = base + ((tsc - base_tsc) * multiplier >> 32)
struct scale {
  uint64_t base, base_tsc, multiplier;
};

static struct {
  struct sample begin;
  bool has_pit, refined;
  struct scale scales[2]; // the second takes over in one store, as readers may be interrupted
  struct scale *volatile scale;
  uint32_t period; // of the tick, microseconds; 0: not started
  void (*tick)(void *);
  void *argument;
  bool idle;
  bool wall_known;
  int64_t wall_at_start; // milliseconds
} clock;

// --- Measuring --------------------------------------------------------------------------------
// One reading of both counters; the best of a few tries, as an emulator may be held up between.
static struct sample take_sample(void) {
  struct sample best = {0, 0};
  uint64_t best_gap = UINT64_MAX;
  for (int i = 0; i < 4; i++) {
    uint64_t before = tsc_read();
    port_write8(PORT_PIT_COMMAND, 0x00); // latch channel 0
    uint64_t after = tsc_read();
    uint16_t low = port_read8(PORT_PIT_CHANNEL0);
    uint16_t count = (uint16_t)(low | port_read8(PORT_PIT_CHANNEL0) << 8);
    if (after - before < best_gap) {
      best_gap = after - before;
      best = (struct sample){before + best_gap / 2, count};
    }
  }
  return best;
}

static uint64_t pit_counts(struct sample since, struct sample now) {
  return (uint16_t)(since.pit - now.pit); // it counts down
}

void clock_calibrate_begin(void) {
  port_write8(PORT_PIT_COMMAND, 0x34); // channel 0, both bytes, rate generator
  port_write8(PORT_PIT_CHANNEL0, 0);
  port_write8(PORT_PIT_CHANNEL0, 0);
  // The new count is loaded at the next clock.
  for (uint64_t until = tsc_read() + 20000; tsc_read() < until;) __asm__ volatile("pause");
  apic_timer_count_from();
  clock.begin = take_sample();
}

static uint64_t multiplier_of(uint64_t counts, uint64_t ticks) {
  // nanoseconds a tick * 2^32
  unsigned __int128 nanoseconds = (unsigned __int128)counts * 1000000000u / PIT_FREQUENCY;
  return (uint64_t)((nanoseconds << 32) / ticks);
}

void clock_calibrate_end(void) {
  uint32_t apic_counts = apic_timer_counted();
  struct sample now = take_sample();
  // Without an 8254 its ports read as constant: give up after a time longer than 2 ms on any
  // processor.
  uint64_t give_up = clock.begin.tsc + 40000000;
  while (pit_counts(clock.begin, now) < PIT_LEAST_COUNTS && now.tsc < give_up) {
    apic_counts = apic_timer_counted();
    now = take_sample();
  }
  uint64_t counts = pit_counts(clock.begin, now), ticks = now.tsc - clock.begin.tsc;
  clock.has_pit = counts >= PIT_LEAST_COUNTS;
  uint64_t apic_frequency = QEMU_APIC_FREQUENCY;
  if (clock.has_pit) {
    apic_frequency = apic_counts * PIT_FREQUENCY / counts;
    clock.scales[0].multiplier = multiplier_of(counts, ticks);
  } else {
    // Machines without it are emulators, whose local timer runs at a known rate.
    unsigned __int128 nanoseconds = (unsigned __int128)apic_counts * 1000000000u / apic_frequency;
    clock.scales[0].multiplier = (uint64_t)((nanoseconds << 32) / ticks);
  }
  apic_timer_set_frequency(apic_frequency);
  clock.scales[0].base_tsc = boot_tsc;
  clock.scale = &clock.scales[0];
}

static uint64_t scale_at(const struct scale *scale, uint64_t tsc) {
  return scale->base +
         (uint64_t)((unsigned __int128)(tsc - scale->base_tsc) * scale->multiplier >> 32);
}

// In the timer interrupt. The time goes on from where it is; only its pace changes.
void clock_refine(void) {
  if (clock.refined || !clock.has_pit) return;
  uint64_t elapsed = platform_clock_nanoseconds() - scale_at(clock.scale, clock.begin.tsc);
  if (elapsed < REFINE_FROM_COUNTS * 1000000000 / PIT_FREQUENCY) return;
  clock.refined = true;
  if (elapsed > REFINE_TO_COUNTS * 1000000000 / PIT_FREQUENCY) return; // it may have wrapped
  struct sample now = take_sample();
  uint64_t counts = pit_counts(clock.begin, now);
  if (counts < REFINE_FROM_COUNTS / 2) return;
  struct scale *next = &clock.scales[1];
  next->base_tsc = tsc_read();
  next->base = scale_at(clock.scale, next->base_tsc);
  next->multiplier = multiplier_of(counts, now.tsc - clock.begin.tsc);
  clock.scale = next;
}

uint64_t platform_clock_nanoseconds(void) {
  if (!clock.scale) return 0;
  return scale_at(clock.scale, tsc_read());
}

// --- Tick and idling --------------------------------------------------------------------------
void timer_interrupt(void) {
  clock_refine();
  if (!clock.idle && clock.tick) clock.tick(clock.argument);
  serial_interrupt_poll();
  apic_end_of_interrupt();
}

void platform_timer_start(uint32_t period, void (*tick)(void *), void *argument) {
  bool enabled = interrupts_save();
  clock.period = period;
  clock.tick = tick;
  clock.argument = argument;
  apic_timer_periodic(period);
  interrupts_restore(enabled);
}

void platform_idle(uint64_t deadline) {
  interrupts_disable();
  clock.idle = true;
  bool armed = false;
  while (!serial_wake_pending()) {
    uint64_t now = platform_clock_nanoseconds();
    if (now >= deadline) break;
    if (deadline == UINT64_MAX)
      apic_timer_periodic(0);
    else
      apic_timer_once(deadline - now);
    armed = true;
    interrupts_wait();
    interrupts_disable();
  }
  clock.idle = false;
  if (armed) apic_timer_periodic(clock.period);
  interrupts_enable();
}

// --- Wall time --------------------------------------------------------------------------------
enum {
  PORT_RTC_INDEX = 0x70,
  PORT_RTC_DATA = 0x71,
  RTC_SECOND = 0,
  RTC_MINUTE = 2,
  RTC_HOUR = 4,
  RTC_DAY = 7,
  RTC_MONTH = 8,
  RTC_YEAR = 9,
  RTC_STATUS_A = 10,
  RTC_STATUS_B = 11,
  RTC_CENTURY = 0x32,
  RTC_UPDATING = 0x80,
  RTC_BINARY = 4,
  RTC_24_HOURS = 2,
};

static unsigned rtc_read(uint8_t index) {
  port_write8(PORT_RTC_INDEX, index);
  return port_read8(PORT_RTC_DATA);
}

static unsigned rtc_number(unsigned value, unsigned mode) {
  return mode & RTC_BINARY ? value : (value >> 4) * 10 + (value & 15);
}

// Days from 1970-01-01 to a date of the Gregorian calendar. Years are counted from March, so that
// the leap day is a year's last.
static int64_t days_from_date(int64_t year, unsigned month, unsigned day) {
  if (month <= 2) year--;
  unsigned march_month = month > 2 ? month - 3 : month + 9;
  int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;
  return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719468;
}

// Milliseconds since 1970, or 0 when there is no sane clock.
static int64_t rtc_milliseconds(void) {
  unsigned fields[7], again[7];
  static const uint8_t indices[] = {RTC_SECOND, RTC_MINUTE, RTC_HOUR,   RTC_DAY,
                                    RTC_MONTH,  RTC_YEAR,   RTC_CENTURY};
  // An update takes 2 ms at most; two equal readings outside of one are whole.
  for (int tries = 0; tries < 10000; tries++) {
    while (tries++ < 10000 && rtc_read(RTC_STATUS_A) & RTC_UPDATING) {
    }
    bool same = true;
    for (int i = 0; i < 7; i++) fields[i] = rtc_read(indices[i]);
    for (int i = 0; i < 7; i++) {
      again[i] = rtc_read(indices[i]);
      same &= again[i] == fields[i];
    }
    if (same) break;
  }
  unsigned mode = rtc_read(RTC_STATUS_B);
  bool afternoon = !(mode & RTC_24_HOURS) && fields[2] & 0x80;
  fields[2] &= 0x7f;
  for (int i = 0; i < 7; i++) fields[i] = rtc_number(fields[i], mode);
  unsigned hour = fields[2];
  if (!(mode & RTC_24_HOURS)) hour = hour % 12 + (afternoon ? 12 : 0);
  unsigned century = fields[6] >= 19 && fields[6] <= 29 ? fields[6] : 20;
  if (fields[0] > 60 || fields[1] > 59 || hour > 23 || fields[3] < 1 || fields[3] > 31 ||
      fields[4] < 1 || fields[4] > 12 || fields[5] > 99)
    return 0;
  int64_t days = days_from_date(century * 100 + fields[5], fields[4], fields[3]);
  return ((days * 24 + hour) * 60 + fields[1]) * 60000 + fields[0] * 1000;
}

int64_t platform_wall_clock_milliseconds(void) {
  int64_t now = (int64_t)(platform_clock_nanoseconds() / 1000000);
  if (!clock.wall_known) {
    clock.wall_known = true;
    clock.wall_at_start = rtc_milliseconds() - now;
  }
  return clock.wall_at_start + now;
}
