// SPDX-License-Identifier: MIT
// The list of all primitive tables. A module's table is found here by its name.
#ifndef NACRE_LANG_PRIMITIVES_H
#define NACRE_LANG_PRIMITIVES_H

#include "lang/primitive.h"

// Makes the KIND_PRIMITIVE objects (at boot from sources), binds the vars, sets
// cpu->primitive_rows.
void primitives_start(struct cpu *cpu);
// Sets cpu->primitive_rows only (boot from an image, further processors).
void primitives_attach(struct cpu *cpu);
// A number that changes with the tables: an image fits only a program with the same one.
uint64_t primitives_stamp(void);

#endif
