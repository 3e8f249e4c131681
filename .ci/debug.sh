#!/bin/sh
# SPDX-License-Identifier: MIT
# gdb on the booting kernel. The serial console is a socket: `nc -U build/debug-console` in another
# terminal, or socat. SCRIPT and ARGS as in boot.sh.
set -eu
cd "$(dirname "$0")/.."
rm -f build/debug-console
line=${SCRIPT:+script=/boot/$(basename "$SCRIPT")}
set -- -accel tcg -cpu max -m "${MEMORY:-512M}" -smp "${CPUS:-1}" -display none -no-reboot \
  -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel build/nacre.elf -append "$line" \
  -serial unix:build/debug-console,server=on,wait=off -S -gdb tcp:127.0.0.1:1234
[ -z "${SCRIPT:-}" ] || set -- "$@" -initrd "$SCRIPT"
qemu-system-x86_64 "$@" &
machine=$!
trap 'kill $machine 2>/dev/null || true' EXIT
echo "Console: nc -U build/debug-console"
gdb -q build/nacre.elf -ex 'target remote 127.0.0.1:1234'
