// SPDX-License-Identifier: MIT
// The parts of the metal machine, as start.c puts them together.
//
// One machine, one state a part: interrupt handlers take no argument, so each part keeps its state
// in one static struct of its own file. Nothing outside kernel/x86_64 includes this.
#ifndef NACRE_KERNEL_X86_64_MACHINE_H
#define NACRE_KERNEL_X86_64_MACHINE_H

#include "kernel/platform.h"
#include "kernel/x86_64/boot_info.h"

// boot.S: the time stamp counter at the first instruction; continues on another stack.
extern uint64_t boot_tsc;
_Noreturn void stack_continue(void *top, void (*function)(void));

// memory.c: asked_limit as of heap=, 0 for none.
void memory_start(uint64_t asked_limit);

// command_line.c: cuts the line into words that platform_arguments gives.
void command_line_start(const char *line);
// The rest of the first word that begins with `name` (such as "heap="), or NULL.
const char *command_line_value(const char *name);

// interrupts.c: descriptor tables, exceptions and interrupts.
// The higher group of 16 goes first.
enum interrupt_vector { VECTOR_SERIAL = 0x40, VECTOR_TIMER = 0x50, VECTOR_SPURIOUS = 0xff };
void interrupts_start(void);

// apic.c: the local interrupt controller with its timer, and the one for devices.
void apic_start(void);
// Counts of the local timer since apic_timer_count_from; for calibration.
void apic_timer_count_from(void);
uint32_t apic_timer_counted(void);
void apic_timer_set_frequency(uint64_t per_second);
void apic_timer_periodic(uint32_t microseconds); // 0: stops it
void apic_timer_once(uint64_t nanoseconds);      // clipped to what the counter can hold
void apic_end_of_interrupt(void);
// Lets an ISA interrupt line reach this processor as `vector`; false when there is no controller.
bool apic_route_isa(unsigned line, enum interrupt_vector vector);

// clock.c
void clock_calibrate_begin(void); // starts measuring
void clock_calibrate_end(void);   // at least two milliseconds after the beginning
void clock_refine(void);          // from the timer interrupt: a longer measurement, once
void timer_interrupt(void);

// serial.c: the console on COM1.
void serial_start(void); // the port itself, usable without interrupts
void serial_start_interrupts(void);
void serial_interrupt(void);
void serial_interrupt_poll(void); // receives what has come without an interrupt
bool serial_wake_pending(void);   // for platform_idle, with interrupts disabled

// acpi.c: what firmware tables tell.
void acpi_start(uint64_t rsdp);
unsigned acpi_cpu_count(void);
void acpi_power_off(void); // returns when it does not work
void acpi_reset(void);

// files.c
void files_start(const struct boot_info *info);

#endif
