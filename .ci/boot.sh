#!/bin/sh
# SPDX-License-Identifier: MIT
# Boots Nacre in QEMU with its first serial line on standard input and output, and exits with the
# status that Nacre ended with.
#
#   boot.sh HOW     iso        build/nacre.iso, GRUB on BIOS
#                   uefi       build/nacre.iso, GRUB on UEFI (OVMF)
#                   kernel     build/nacre.elf without a boot loader, machine pc
#                   microvm    the same on QEMU's microvm
# Environment:
#   SCRIPT ARGS FILES   for kernel and microvm: the file to run, its arguments, further files;
#                       all lie in /boot/ under their last name
#   FOLDERS             folders, all whose files lie below /boot/ as they lie there: libraries
#   APPEND              further words of the kernel command line (kernel and microvm)
#   IMAGE               for iso and uefi: another image than build/nacre.iso
#   MEMORY CPUS         512M and 1 by default
#   TIMEOUT             seconds after which the machine is ended with status 124; none by default
#   RAW                 when set, every byte goes to the machine: no Ctrl-] keys
#   QEMU_FLAGS          further options, split at blanks
#
# In a terminal, Ctrl-] x ends the machine. The end of a pipe is told to the prompt, which ends the
# machine; output to a pipe has no carriage returns.
set -eu
how=${1:-iso}
image=${IMAGE:-$(dirname "$0")/../build/nacre.iso}
here=$(cd "$(dirname "$0")/.." && pwd)
SCRIPT=${SCRIPT:-} ARGS=${ARGS:-} FILES=${FILES:-} FOLDERS=${FOLDERS:-} APPEND=${APPEND:-}

fail() {
  echo "boot.sh: $1" >&2
  exit 2
}

# A word for the kernel command line, quoted as GRUB does it.
quote() {
  escaped=$(printf '%s' "$1" | sed "s/[\\\\\"']/\\\\&/g")
  case $1 in
    *[[:space:]]*) printf '"%s"' "$escaped" ;;
    *) printf '%s' "$escaped" ;;
  esac
}

modules=
add_module() {
  [ -f "$1" ] || fail "no file '$1'"
  case $1 in *" "*) fail "the name '$1' has a blank" ;; esac
  modules=$modules${modules:+,}$(printf '%s' "$1" | sed 's/,/,,/g')
}
line=$APPEND
if [ -n "$SCRIPT" ]; then
  add_module "$SCRIPT"
  line="$line script=/boot/$(basename "$SCRIPT")"
  [ -z "$ARGS" ] || line="$line $(quote "args=$ARGS")"
fi
for file in $FILES; do add_module "$file"; done
for folder in $FOLDERS; do
  for file in $(find "$folder" -type f | sort); do
    add_module "$file"
    modules="$modules /boot/${file#"$folder"/}"
  done
done

set -- -accel tcg -cpu max -m "${MEMORY:-512M}" -smp "${CPUS:-1}" -display none -no-reboot \
  -device isa-debug-exit,iobase=0xf4,iosize=4
patience=20 # tenths of a second
case $how in
  iso)
    patience=50
    set -- -machine pc "$@" -boot d -cdrom "$image"
    ;;
  uefi)
    patience=300
    firmware=/usr/share/OVMF/OVMF_CODE.fd
    [ -f $firmware ] || firmware=/usr/share/ovmf/OVMF.fd
    set -- -machine pc "$@" -drive "if=pflash,format=raw,readonly=on,file=$firmware" \
      -cdrom "$image"
    ;;
  kernel | microvm)
    machine=pc
    [ "$how" = kernel ] || machine=microvm,rtc=on
    set -- -machine $machine "$@" -kernel "$here/build/nacre.elf" -append "$line"
    [ -z "$modules" ] || set -- "$@" -initrd "$modules"
    ;;
  *) fail "unknown way to boot '$how': iso, uefi, kernel or microvm" ;;
esac
# shellcheck disable=SC2086
set -- qemu-system-x86_64 "$@" -echr 0x1d ${QEMU_FLAGS:-}
[ -z "${TIMEOUT:-}" ] || set -- timeout --foreground -k 5 "$TIMEOUT" "$@"

# isa-debug-exit makes (status << 1) | 1 of the status; 0 is a power-off without one.
decode() {
  case $1 in
    0) return 0 ;;
    124 | 137) return 124 ;;
    *) if [ $(($1 & 1)) = 1 ]; then return $(($1 >> 1)); else return "$1"; fi ;;
  esac
}

status=0
if [ -t 0 ] && [ -t 1 ]; then
  if [ -n "${RAW:-}" ]; then
    set -- "$@" -monitor none -chardev stdio,id=console,signal=off -serial chardev:console
  else
    set -- "$@" -serial mon:stdio
  fi
  "$@" || status=$?
else
  # Neither may the input keep us waiting once the machine has ended, nor the filter behind the
  # machine hide its status. Firmware and boot loader would take what is typed to them as keys, so
  # the input waits for the prompt, or for as long as the machine may take to its first read.
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkfifo "$work/input"
  : >"$work/output"
  exec 3<&0
  {
    for _ in $(seq "$patience"); do
      if grep -aq '=> ' "$work/output"; then break; fi
      sleep 0.1
    done
    cat <&3 &
    echo $! >"$work/feeder"
    wait $!
    # LINE_EDITOR_END_SEQUENCE of repl/line_editor.h.
    printf '\033[4;4;4;4;4~'
  } >"$work/input" 2>/dev/null &
  feeder=$!
  { "$@" -serial stdio -monitor none <"$work/input" || echo $? >"$work/status"; } |
    tee "$work/output" | stdbuf -o0 tr -d '\r'
  kill "$feeder" 2>/dev/null || true
  [ ! -s "$work/feeder" ] || kill "$(cat "$work/feeder")" 2>/dev/null || true
  [ ! -s "$work/status" ] || read -r status <"$work/status"
fi
decode "$status"
