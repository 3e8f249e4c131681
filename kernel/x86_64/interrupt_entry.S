// SPDX-License-Identifier: MIT
// Where the processor enters on exceptions and interrupts. All run on stacks of their own (IST), so
// that nothing is written below the interrupted stack pointer, where C keeps its red zone.

        .text
// --- Exceptions -------------------------------------------------------------------------------
// One entry of 16 bytes a vector 0..31; those without an error code push 0 for it.
        .globl  exception_entries
        .balign 16
exception_entries:
        .set    vector, 0
        .rept   32
        .balign 16
        .if     !((1 << vector) & 0x60227d00) // 8, 10..14, 17, 21, 29, 30 bring an error code
        pushq   $0
        .endif
        pushq   $vector
        jmp     exception_common
        .set    vector, vector + 1
        .endr

// Pushes the registers as struct exception_frame (interrupts.c) has them.
exception_common:
        push    %r15
        push    %r14
        push    %r13
        push    %r12
        push    %r11
        push    %r10
        push    %r9
        push    %r8
        push    %rbp
        push    %rdi
        push    %rsi
        push    %rdx
        push    %rcx
        push    %rbx
        push    %rax
        cld
        mov     %rsp, %rdi
        and     $-16, %rsp
        call    exception_report
        ud2

// Page faults have a way of their own: most only mean that promised memory is touched for the first
// time. paging_fault uses general registers only.
        .globl  page_fault_entry
        .balign 16
page_fault_entry:
        push    %rax
        push    %rcx
        push    %rdx
        push    %rsi
        push    %rdi
        push    %r8
        push    %r9
        push    %r10
        push    %r11
        sub     $8, %rsp
        mov     %cr2, %rdi
        mov     80(%rsp), %rsi
        cld
        call    paging_fault
        test    %al, %al
        lea     8(%rsp), %rsp
        pop     %r11
        pop     %r10
        pop     %r9
        pop     %r8
        pop     %rdi
        pop     %rsi
        pop     %rdx
        pop     %rcx
        pop     %rax
        jz      1f
        lea     8(%rsp), %rsp
        iretq
1:      pushq   $14
        jmp     exception_common

// --- Interrupts -------------------------------------------------------------------------------
// Saves what C may change: caller-saved registers, and all of x87 and SSE, which a handler's
// callback is free to use.
        .macro  INTERRUPT name, handler
        .globl  \name
        .balign 16
\name:
        push    %rax
        push    %rcx
        push    %rdx
        push    %rsi
        push    %rdi
        push    %r8
        push    %r9
        push    %r10
        push    %r11
        sub     $512, %rsp
        fxsave64 (%rsp)
        fninit
        ldmxcsr default_mxcsr
        cld
        call    \handler
        fxrstor64 (%rsp)
        add     $512, %rsp
        pop     %r11
        pop     %r10
        pop     %r9
        pop     %r8
        pop     %rdi
        pop     %rsi
        pop     %rdx
        pop     %rcx
        pop     %rax
        iretq
        .endm

        INTERRUPT interrupt_timer_entry, timer_interrupt
        INTERRUPT interrupt_serial_entry, serial_interrupt

// Nothing wants it: spurious interrupts need no end-of-interrupt.
        .globl  interrupt_ignore_entry
interrupt_ignore_entry:
        iretq

        .section .note.GNU-stack, "", @progbits
