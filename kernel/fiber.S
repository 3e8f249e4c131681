// SPDX-License-Identifier: MIT
// Fibers: two C stacks that give each other the processor. See platform.h.
//
// What lies on the stack of a fiber that does not run, from its stack pointer up:
//
//      +0  MXCSR (4 bytes), x87 control word (2 bytes), 2 bytes unused
//      +8  r15  +16 r14  +24 r13  +32 r12  +40 rbx  +48 rbp  +56 return address
        .text

// void platform_fiber_prepare(fiber: rdi, stack: rsi, bytes: rdx, entry: rcx, argument: r8)
        .globl  platform_fiber_prepare
        .type   platform_fiber_prepare, @function
platform_fiber_prepare:
        lea     (%rsi,%rdx), %rax
        and     $-16, %rax
        sub     $64, %rax
        stmxcsr (%rax)
        fnstcw  4(%rax)
        movq    $0, 8(%rax)
        movq    $0, 16(%rax)
        mov     %r8, 24(%rax)
        mov     %rcx, 32(%rax)
        movq    $0, 40(%rax)
        movq    $0, 48(%rax)
        lea     fiber_start(%rip), %rcx
        mov     %rcx, 56(%rax)
        mov     %rax, (%rdi)
        ret
        .size   platform_fiber_prepare, . - platform_fiber_prepare

// The first instructions of every fiber: entry in r12, argument in r13, the stack aligned. The
// zero return address ends stack traces; an entry that returns traps.
        .type   fiber_start, @function
fiber_start:
        mov     %r13, %rdi
        xor     %ebp, %ebp
        call    *%r12
        ud2
        .size   fiber_start, . - fiber_start

// void platform_fiber_switch(from: rdi, to: rsi)
        .globl  platform_fiber_switch
        .type   platform_fiber_switch, @function
platform_fiber_switch:
        push    %rbp
        push    %rbx
        push    %r12
        push    %r13
        push    %r14
        push    %r15
        sub     $8, %rsp
        stmxcsr (%rsp)
        fnstcw  4(%rsp)
        mov     %rsp, (%rdi)
        mov     (%rsi), %rsp
        fldcw   4(%rsp)
        ldmxcsr (%rsp)
        add     $8, %rsp
        pop     %r15
        pop     %r14
        pop     %r13
        pop     %r12
        pop     %rbx
        pop     %rbp
        ret
        .size   platform_fiber_switch, . - platform_fiber_switch

        .section .note.GNU-stack, "", @progbits
