// SPDX-License-Identifier: MIT
// Which registers of a suspended frame still matter. A frame holds on to every value that ever
// stood in its registers; without this, a loop over a lazy seq would keep the whole of it alive
// through a parameter that nobody reads any more (on the JVM, Clojure clears such locals one by
// one). Here nothing is done while code runs: before a collection and before a stack is frozen the
// dead registers are set to nil, by a backward data-flow analysis of the bytecode that is made once
// a code object and kept until the next major collection (for code of the image: for ever).
#ifndef NACRE_LANG_LIVENESS_H
#define NACRE_LANG_LIVENESS_H

#include "gc/gc.h"

// Sets the dead registers of all frames of the active area to nil. The top frame goes on at
// `counter`, as an instruction to run; it ends at `top`.
void liveness_clear_dead(struct cpu *cpu, value_t *top, const uint64_t *counter);
// The same when the running frame waits for a call, behind which it goes on at `counter`.
void liveness_clear_suspended(struct cpu *cpu, const uint64_t *counter);
// Forgets what is known of code objects that may be collected (those of the image stay).
void liveness_forget(struct system *system);

#endif
