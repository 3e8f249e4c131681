#!/bin/sh
# SPDX-License-Identifier: MIT
# Boots build/machine.elf (machine.c: every function of kernel/platform.h tried) on many machines,
# and ends it in many ways; runs build/machine, the same hosted. A case passes when both the exit
# status and a line of the output are as they should be. The last line is `N passed, N failed`.
# shellcheck disable=SC2086 # options are words
set -u
cd "$(dirname "$0")/../.." || exit 1
kernel=build/machine.elf
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
debug_exit="-device isa-debug-exit,iobase=0xf4,iosize=4"

# verdict NAME STATUS WANTED-STATUS WANTED-LINE
verdict() {
  if [ "$2" = "$3" ] && grep -Eq "$4" "$work/output"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$1: status $2 (wanted $3), wanted a line like: $4"
    tail -n 30 "$work/output" "$work/errors" | sed 's/^/    /'
  fi
}

# try NAME WANTED-STATUS WANTED-LINE QEMU-ARGUMENTS: input from standard input.
try() {
  name=$1 wanted=$2 line=$3
  shift 3
  {
    timeout -k 5 "${LIMIT:-60}" qemu-system-x86_64 -accel tcg -no-reboot -display none \
      -monitor none -serial stdio "$@" 2>"$work/errors"
    echo $? >"$work/status"
  } | tr -d '\r' >"$work/output"
  read -r status <"$work/status"
  verdict "$name" "$status" "$wanted" "$line"
}

good='^[0-9]+ passed, 0 failed'
# --- Hosted.
timeout 60 build/machine </dev/null >"$work/output" 2>"$work/errors"
verdict "hosted" $? 0 "$good"
timeout 60 build/machine panic </dev/null >"$work/output" 2>&1
verdict "hosted: panic" $? 70 'panic at .*: asked for by the test$'
timeout 60 build/machine fault </dev/null >"$work/output" 2>&1
verdict "hosted: null pointer" $? 139 'Segmentation fault at address 0x8'

# --- Machines: -kernel goes by multiboot1; with its magic number spoilt, by the PVH note.
magic=$(LC_ALL=C grep -obUaP '\x02\xb0\xad\x1b' $kernel | head -n 1 | cut -d: -f1)
cp $kernel "$work/pvh.elf"
printf '\0\0\0\0' | dd of="$work/pvh.elf" bs=1 seek="$magic" conv=notrunc 2>"$work/errors"
for options in '-machine pc' '-machine q35' '-machine microvm,rtc=on' '-machine pc -m 64M' \
  '-machine pc -m 5G' '-machine pc -smp 2' '-machine q35 -cpu max -smp 4' '-cpu Nehalem'; do
  try "multiboot1 $options" 1 "$good" $debug_exit $options -kernel $kernel </dev/null
done
for options in '-machine pc' '-machine microvm,rtc=on' '-machine q35 -m 5G'; do
  try "pvh $options" 1 "$good" $debug_exit $options -kernel "$work/pvh.elf" </dev/null
done

# --- Command line and modules.
head -c 300000 $kernel >"$work/one.bin"
printf 'hello\n' >"$work/two.txt"
try "words" 1 '^word 3: args=a  "b" c$' $debug_exit -kernel $kernel \
  -append "first 'second word' args=\"a  \\\"b\\\" c\"" </dev/null
try "heap=" 1 '^40 MiB of memory' $debug_exit -kernel $kernel -append heap=40M </dev/null
try "modules" 1 '^file two.txt: 6 bytes, sum 542$' $debug_exit -kernel $kernel \
  -initrd "$work/one.bin with arguments,$work/two.txt" </dev/null
sum=$(od -An -v -tu1 "$work/one.bin" | awk '{ for (i = 1; i <= NF; i++) s += $i } END { print s }')
verdict "a large module" 1 1 "^file one.bin: 300000 bytes, sum $sum\$"

# --- GRUB, on BIOS and UEFI.
FILES="$work/two.txt" ARGS="a  'b' c" sh .ci/iso.sh $kernel "$work/machine.iso"
try "GRUB on BIOS" 1 "^word 1: args=a  'b' c\$" $debug_exit -cdrom "$work/machine.iso" </dev/null
verdict "GRUB on BIOS: module" 1 1 '^file two.txt: 6 bytes, sum 542$'
verdict "GRUB on BIOS: all" 1 1 "$good"
firmware=/usr/share/OVMF/OVMF_CODE.fd
[ -f $firmware ] || firmware=/usr/share/ovmf/OVMF.fd
try "GRUB on UEFI" 1 "$good" $debug_exit -cdrom "$work/machine.iso" \
  -drive "if=pflash,format=raw,readonly=on,file=$firmware" </dev/null
verdict "GRUB on UEFI: module" 1 1 'file two.txt: 6 bytes, sum 542$'

# --- Ends. A panic's status is 70, which isa-debug-exit makes 141; 0 is a power-off or reset.
try "panic" 141 'panic at .*: asked for by the test$' $debug_exit -kernel $kernel \
  -append panic </dev/null
try "null pointer" 141 'write of a page that is not mapped at 0000000000000008' $debug_exit \
  -kernel $kernel -append fault </dev/null
try "division by zero" 141 'CPU exception 0: divide error' $debug_exit -kernel $kernel \
  -append divide </dev/null
try "end of the stack" 141 'the C stack is exhausted' $debug_exit -kernel $kernel \
  -append stack </dev/null
try "reboot" 0 "$good" $debug_exit -kernel $kernel -append reboot </dev/null
for options in '-machine pc' '-machine q35' '-machine microvm,rtc=on'; do
  try "power-off $options" 0 "$good" $options -kernel $kernel </dev/null
done

# --- Input: Ctrl-C stops a busy loop; what is pasted while the machine starts
# arrives whole.
# feed COMMAND: its output becomes what can be read from $work/input.
feed() {
  rm -f "$work/input"
  mkfifo "$work/input"
  "$@" >"$work/input" 2>/dev/null &
}
press_control_c() {
  sleep 3
  printf 'abc\003'
  sleep 3
}
feed press_control_c
try "Ctrl-C" 1 '^interrupted' $debug_exit -kernel $kernel -append spin <"$work/input"
LC_ALL=C tr -d '\003\004' <$kernel | head -c 700000 >"$work/paste"
bytes=$(wc -c <"$work/paste")
sum=$(od -An -v -tu1 "$work/paste" |
  awk '{ for (i = 1; i <= NF; i++) s += $i } END { printf "%.0f", s % 4294967296 }')
paste() {
  cat "$work/paste"
  printf '\004'
  sleep 3
}
feed paste
try "paste" 1 "^received $((bytes + 1)) bytes, sum $sum\$" $debug_exit -kernel $kernel \
  -append echo <"$work/input"

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
