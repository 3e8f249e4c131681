// SPDX-License-Identifier: MIT
// The version that --version and the first line at the prompt show.
#ifndef NACRE_REPL_VERSION_H
#define NACRE_REPL_VERSION_H

#define NACRE_VERSION "0.1.0"

#endif
