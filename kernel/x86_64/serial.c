// SPDX-License-Identifier: MIT
// The console: a 16550 at COM1, 115200 baud, received by interrupt into a ring.
//
// Invariants
// - Only code with interrupts disabled touches the ring's ends.
// - While the ring is full the port is left alone, so that its own flow control holds the sender
//   back: nothing is lost. Reading starts it again.
// - Byte 0x03 never enters the ring; it empties it and calls the handler.
#include <string.h>

#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/frames.h"
#include "kernel/x86_64/machine.h"

enum {
  PORT = 0x3f8, // COM1, ISA interrupt line 4
  ISA_LINE = 4,
  DATA = PORT,
  INTERRUPT_ENABLE = PORT + 1,
  FIFO_CONTROL = PORT + 2,
  LINE_CONTROL = PORT + 3,
  MODEM_CONTROL = PORT + 4,
  LINE_STATUS = PORT + 5,
  SCRATCH = PORT + 7,
};
enum {
  RECEIVE_INTERRUPT = 1,
  FIFO_ON_CLEARED_AT_14 = 0xc7,
  DIVISOR_LATCH = 0x80,
  EIGHT_BITS = 3,
  TERMINAL_READY = 1,
  REQUEST_TO_SEND = 2,
  LOOPBACK = 0x10,
  INTERRUPTS_OUT = 8, // OUT2: the gate to the interrupt line
  DATA_READY = 1,
  TRANSMIT_EMPTY = 0x20,
  ABSENT = 0x80, // with all other bits: there is no port
  FIFO_BYTES = 16,
  CONTROL_C = 3,
};
enum {
  RING_BYTES = 1 << 20, // half of a 2 MiB page
  RECEIVE_AT_ONCE = 256 // bytes in one interrupt, so that a flood leaves time for the timer
};

static struct {
  bool present;
  char *ring;          // NULL before serial_start_interrupts
  int early;           // a byte that came before the FIFO was on, or -1
  uint32_t head, tail; // bytes ever received and ever taken, modulo 2^32
  bool held_back;      // the ring is full, the port is not read
  bool reported;       // platform_idle has told of what waits; nobody has read since
  bool interrupted;    // byte 0x03 came since the last platform_idle
  void (*handler)(void *);
  void *argument;
} serial;

// Switches the FIFO on, which empties the port: the one byte it may hold is taken before, and
// loopback keeps others from coming between the two.
static void start_fifo(void) {
  port_write8(MODEM_CONTROL, LOOPBACK);
  bool waits = (port_read8(LINE_STATUS) & (DATA_READY | ABSENT)) == DATA_READY;
  serial.early = waits ? port_read8(DATA) : -1;
  port_write8(FIFO_CONTROL, FIFO_ON_CLEARED_AT_14);
}

void serial_start(void) {
  start_fifo();
  port_write8(SCRATCH, 0x5a);
  if (port_read8(SCRATCH) != 0x5a) return;
  serial.present = true;
  port_write8(INTERRUPT_ENABLE, 0);
  port_write8(LINE_CONTROL, DIVISOR_LATCH);
  port_write8(PORT, 1); // 115200 baud
  port_write8(PORT + 1, 0);
  port_write8(LINE_CONTROL, EIGHT_BITS);
  port_write8(MODEM_CONTROL, TERMINAL_READY | REQUEST_TO_SEND | INTERRUPTS_OUT);
}

void serial_start_interrupts(void) {
  uint64_t ring = frame_allocate_large();
  if (!serial.present || ring == 0) return;
  serial.ring = physical_pointer(ring);
  if (serial.early >= 0) serial.ring[serial.head++] = (char)serial.early;
  apic_route_isa(ISA_LINE, VECTOR_SERIAL);
  port_write8(INTERRUPT_ENABLE, RECEIVE_INTERRUPT);
}

// --- Receiving --------------------------------------------------------------------------------
static void hold_back(bool full) {
  serial.held_back = full;
  port_write8(INTERRUPT_ENABLE, full ? 0 : RECEIVE_INTERRUPT);
  port_write8(MODEM_CONTROL, TERMINAL_READY | INTERRUPTS_OUT | (full ? 0 : REQUEST_TO_SEND));
}

static void receive_byte(char byte) {
  if (byte == CONTROL_C) {
    serial.tail = serial.head;
    serial.interrupted = true;
    serial.reported = false;
    if (serial.handler) serial.handler(serial.argument);
  } else {
    serial.ring[serial.head++ % RING_BYTES] = byte;
  }
}

static void receive(void) {
  for (int i = 0; port_read8(LINE_STATUS) & DATA_READY; i++) {
    if (serial.head - serial.tail == RING_BYTES) {
      hold_back(true);
      return;
    }
    if (i == RECEIVE_AT_ONCE) {
      // The line interrupts on its rising edge: let it fall and rise for the rest.
      port_write8(INTERRUPT_ENABLE, 0);
      port_write8(INTERRUPT_ENABLE, RECEIVE_INTERRUPT);
      return;
    }
    receive_byte((char)port_read8(DATA));
  }
}

void serial_interrupt_poll(void) {
  if (serial.ring && !serial.held_back) receive();
}

void serial_interrupt(void) {
  serial_interrupt_poll();
  apic_end_of_interrupt();
}

size_t platform_console_read(char *buffer, size_t capacity) {
  bool enabled = interrupts_save();
  serial.reported = false;
  size_t taken = minimum(serial.head - serial.tail, capacity);
  size_t offset = serial.tail % RING_BYTES, first = minimum(taken, RING_BYTES - offset);
  if (taken > 0) {
    memcpy(buffer, serial.ring + offset, first);
    memcpy(buffer + first, serial.ring, taken - first);
    serial.tail += (uint32_t)taken;
  }
  if (serial.held_back && serial.head - serial.tail <= RING_BYTES / 2) {
    hold_back(false);
    receive();
  }
  interrupts_restore(enabled);
  return taken;
}

bool serial_wake_pending(void) {
  bool waits = serial.head != serial.tail && !serial.reported;
  if (waits) serial.reported = true;
  bool wake = waits || serial.interrupted;
  serial.interrupted = false;
  return wake;
}

bool platform_console_ended(void) { return !serial.present; }

bool platform_console_interactive(void) { return true; }

unsigned platform_console_columns(void) { return 80; } // a serial line does not tell

void platform_console_on_interrupt(void (*handler)(void *), void *argument) {
  bool enabled = interrupts_save();
  serial.argument = argument;
  serial.handler = handler;
  interrupts_restore(enabled);
}

// --- Sending ----------------------------------------------------------------------------------
// `room` counts what the FIFO still takes without asking it again.
static void send_byte(char byte, unsigned *room) {
  while (*room == 0)
    if (port_read8(LINE_STATUS) & TRANSMIT_EMPTY) *room = FIFO_BYTES;
  port_write8(DATA, (uint8_t)byte);
  --*room;
}

void platform_console_write(const char *bytes, size_t length) {
  if (!serial.present) return;
  unsigned room = 0;
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] == '\n') send_byte('\r', &room);
    send_byte(bytes[i], &room);
  }
}

void platform_console_write_error(const char *bytes, size_t length) {
  platform_console_write(bytes, length);
}
