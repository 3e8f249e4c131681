// SPDX-License-Identifier: MIT
// From the boot loader to C: three boot protocols, one 64-bit entry.
//
// Every loader enters in 32-bit protected mode without paging. Here the time is taken, the first
// 4 GiB are mapped one to one by 2 MiB pages, long mode and SSE are switched on, and machine_start
// (start.c) is called with the loader's magic number and the address of what it tells.
#define MULTIBOOT1_MAGIC 0x1badb002
#define MULTIBOOT1_FLAGS 0x00010003 // page-aligned modules, memory map wanted, address fields valid
#define MULTIBOOT2_MAGIC 0xe85250d6
#define PVH_MAGIC        0x336ec578 // what struct hvm_start_info begins with
#define XEN_ELFNOTE_PHYS32_ENTRY 18

#define CR0_BITS 0x80010023 // paging, write protection, numeric errors, monitor FPU, protection
#define CR4_BITS 0x00000620 // PAE, FXSAVE, SSE exceptions
#define MSR_EFER 0xc0000080
#define EFER_BITS 0x900 // long mode, no-execute pages

        .section .boot.header, "ax", @progbits
        .balign 8
multiboot1_header:
        .long   MULTIBOOT1_MAGIC
        .long   MULTIBOOT1_FLAGS
        .long   -(MULTIBOOT1_MAGIC + MULTIBOOT1_FLAGS)
        .long   multiboot1_header
        .long   kernel_start
        .long   kernel_load_end
        .long   kernel_end
        .long   multiboot_start

        .balign 8
multiboot2_header:
        .long   MULTIBOOT2_MAGIC
        .long   0 // i386, protected mode
        .long   multiboot2_end - multiboot2_header
        .long   -(MULTIBOOT2_MAGIC + (multiboot2_end - multiboot2_header))
        .word   1, 1 // information wanted, optional: command line, modules, memory map, ACPI
        .long   28
        .long   1, 3, 6, 14, 15
        .balign 8
        .word   6, 1 // modules on page boundaries
        .long   8
        .word   0, 0 // end
        .long   8
multiboot2_end:

        .section .note.Xen, "a", @note
        .long   4, 4, XEN_ELFNOTE_PHYS32_ENTRY
        .asciz  "Xen"
        .long   pvh_start

        .section .boot.text, "ax", @progbits
        .code32
        .globl  multiboot_start
pvh_start:
        mov     $PVH_MAGIC, %eax
multiboot_start:
        cli
        cld
        mov     %eax, %edi // magic: machine_start's first argument
        mov     %ebx, %esi // information: its second
        rdtsc
        mov     %eax, boot_tsc
        mov     %edx, boot_tsc + 4
        mov     $boot_stack_top, %esp

        mov     $0x80000000, %eax
        cpuid
        cmp     $0x80000001, %eax
        jb      no_long_mode
        mov     $0x80000001, %eax
        cpuid
        bt      $29, %edx
        jnc     no_long_mode

        // 2048 entries of 2 MiB: present, writable, large.
        mov     $boot_page_directories, %ebx
        mov     $0x83, %eax
        mov     $2048, %ecx
1:      mov     %eax, (%ebx)
        movl    $0, 4(%ebx)
        add     $0x200000, %eax
        add     $8, %ebx
        loop    1b
        mov     $boot_page_directories + 3, %eax
        mov     %eax, boot_page_pointers
        add     $4096, %eax
        mov     %eax, boot_page_pointers + 8
        add     $4096, %eax
        mov     %eax, boot_page_pointers + 16
        add     $4096, %eax
        mov     %eax, boot_page_pointers + 24
        movl    $boot_page_pointers + 3, boot_page_root

        mov     $CR4_BITS, %eax
        mov     %eax, %cr4
        mov     $boot_page_root, %eax
        mov     %eax, %cr3
        mov     $MSR_EFER, %ecx
        rdmsr
        or      $EFER_BITS, %eax
        wrmsr
        mov     $CR0_BITS, %eax
        mov     %eax, %cr0
        lgdt    boot_gdt_pointer
        ljmp    $8, $long_mode

// Says so on the first serial port, and stops.
no_long_mode:
        mov     $no_long_mode_text, %esi
1:      lodsb
        test    %al, %al
        jz      2f
        mov     $0x3f8, %dx
        outb    %al, %dx
        jmp     1b
2:      hlt
        jmp     2b
no_long_mode_text:
        .asciz  "nacre: this processor has no 64-bit mode\r\n"

        .code64
long_mode:
        xor     %eax, %eax
        mov     %eax, %ds
        mov     %eax, %es
        mov     %eax, %fs
        mov     %eax, %gs
        mov     %eax, %ss
        fninit
        ldmxcsr default_mxcsr
        mov     $boot_stack_top, %rsp
        mov     %edi, %edi
        mov     %esi, %esi
        xor     %ebp, %ebp
        call    machine_start
        ud2

        .balign 8
boot_gdt:
        .quad   0
        .quad   0x00af9a000000ffff // 64-bit code
boot_gdt_pointer:
        .word   . - boot_gdt - 1
        .long   boot_gdt
        .globl  default_mxcsr
default_mxcsr:
        .long   0x1f80

// void stack_continue(void *top: rdi, void (*function)(void): rsi): leaves this stack for another.
        .text
        .globl  stack_continue
        .type   stack_continue, @function
stack_continue:
        mov     %rdi, %rsp
        xor     %ebp, %ebp
        call    *%rsi
        ud2
        .size   stack_continue, . - stack_continue

        .bss
        .balign 4096
        .globl  boot_page_root
boot_page_root:
        .skip   4096
boot_page_pointers:
        .skip   4096
boot_page_directories:
        .skip   4 * 4096
        .skip   16384
boot_stack_top:
        .globl  boot_tsc
boot_tsc:
        .skip   8

        .section .note.GNU-stack, "", @progbits
