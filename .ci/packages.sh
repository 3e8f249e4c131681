#!/bin/sh
# SPDX-License-Identifier: MIT
# Knows which Debian packages each task needs, and why.
#   packages.sh need TASK...     names what is missing and fails; changes nothing
#   packages.sh install TASK...  installs what is missing with apt-get, as root or through sudo;
#                                without that right it names the packages and fails
#   packages.sh list             prints the table
# TASK: build iso run test check bench debug.
set -eu

# package | tasks | reason
table() {
  cat <<'TABLE'
gcc|build|C compiler
binutils|build|linker and objcopy
libc6-dev|build test|glibc headers, for the sanitizer build and the unit tests
musl-tools|build|musl-gcc: the C library of both programs
musl-dev|build|musl headers and libc.a
libtommath-dev|build|big integers
libutf8proc-dev|build|Unicode properties
libpcre2-dev|build|regular expressions
re2c|build|generates the lexer
grub-pc-bin|iso|boots the image under BIOS
grub-efi-amd64-bin|iso|boots the image under UEFI
grub-common|iso|grub-mkrescue
xorriso|iso|writes the ISO
mtools|iso|writes the UEFI part of the ISO
qemu-system-x86|run|the machine Nacre boots in
ovmf|test|UEFI firmware, for the UEFI boot test
check|test|C unit tests
expect|test|types at the booted prompt
unzip|test|unpacks the libraries below
libmedley-clojure|test|a library that programs of tests/libraries use
libmath-combinatorics-clojure|test|likewise
libtools-cli-clojure|test|likewise
libtools-reader-clojure|test|likewise
libcore-match-clojure|test|likewise
libinstaparse-clojure|test|likewise
clang-format|check|formatter
cppcheck|check|static analysis
lua5.4|bench|a peer to compare with
erlang-base|bench|a peer to compare with
clojure|test bench|what answers are compared with; a peer
gdb|debug|debugger
TABLE
}

# Tasks that include others.
expand() {
  for task in "$@"; do
    case $task in
      build | check | debug) echo "$task build" ;;
      iso) echo "iso build" ;;
      run) echo "run iso build" ;;
      test) echo "test run iso build" ;;
      bench) echo "bench build" ;;
      *) echo "packages.sh: unknown task '$task'" >&2; exit 2 ;;
    esac
  done
}

command=${1:-}
[ $# -gt 0 ] && shift
case $command in
  list) table; exit 0 ;;
  need | install) ;;
  *) echo "usage: packages.sh need|install TASK... | list" >&2; exit 2 ;;
esac

# Elsewhere than on Debian the tools may be there under other names: let the build speak.
command -v dpkg-query >/dev/null 2>&1 || exit 0

tasks=$(expand "$@")
installed=" $(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null |
  awk '$2 == "installed" { print $1 }' | sort -u | tr '\n' ' ')"
missing=
reasons=
while IFS='|' read -r package needed reason; do
  wanted=no
  for task in $tasks; do
    case " $needed " in *" $task "*) wanted=yes ;; esac
  done
  [ $wanted = yes ] || continue
  case $installed in *" $package "*) continue ;; esac
  missing="$missing $package"
  reasons="$reasons  $package: $reason
"
done <<LIST
$(table)
LIST
[ -n "$missing" ] || exit 0

if [ "$command" = need ]; then
  printf 'Missing Debian packages:\n%sInstall them with: apt-get install%s\n' "$reasons" "$missing" >&2
  exit 1
fi
if [ "$(id -u)" = 0 ]; then
  privilege=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  privilege="sudo -n"
elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then
  privilege=sudo
else
  printf 'Missing Debian packages (and no right to install them):\n%s' "$reasons" >&2
  printf 'Install them as root with: apt-get install%s\n' "$missing" >&2
  exit 1
fi
printf 'Installing Debian packages:\n%s' "$reasons"
# shellcheck disable=SC2086
$privilege env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing ||
  { $privilege apt-get update &&
    $privilege env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; }
