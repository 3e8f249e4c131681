#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes a GRUB image of the kernel, for BIOS and UEFI:  iso.sh KERNEL IMAGE
# Environment: SCRIPT ARGS FILES FOLDERS are baked in as in boot.sh; APPEND goes to the command line.
set -eu
kernel=$1 image=$2
SCRIPT=${SCRIPT:-} ARGS=${ARGS:-} FILES=${FILES:-} FOLDERS=${FOLDERS:-} APPEND=${APPEND:-}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# A word of grub.cfg: GRUB keeps everything between single quotes.
quote() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }

mkdir -p "$root/boot/grub"
cp "$kernel" "$root/boot/nacre.elf"
words=$APPEND
[ -z "$SCRIPT" ] || words="$words $(quote "script=/boot/$(basename "$SCRIPT")")"
[ -z "$ARGS" ] || words="$words $(quote "args=$ARGS")"
{
  echo 'set timeout=0'
  echo 'menuentry Nacre {'
  echo "  multiboot2 /boot/nacre.elf $words"
  for file in $SCRIPT $FILES; do
    name=$(basename "$file")
    cp "$file" "$root/boot/$name"
    echo "  module2 $(quote "/boot/$name") $(quote "$name")"
  done
  number=0
  for folder in $FOLDERS; do
    for file in $(find "$folder" -type f | sort); do
      number=$((number + 1))
      cp "$file" "$root/boot/file$number"
      echo "  module2 $(quote "/boot/file$number") file$number $(quote "/boot/${file#"$folder"/}")"
    done
  done
  echo '  boot'
  echo '}'
} >"$root/boot/grub/grub.cfg"
log=$(mktemp)
if ! grub-mkrescue --compress=xz -o "$image" "$root" >"$log" 2>&1; then
  cat "$log" >&2
  rm -f "$log" "$image"
  exit 1
fi
rm -f "$log"
