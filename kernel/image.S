// SPDX-License-Identifier: MIT
// The stdlib image as bytes of the program, in both builds: image_start .. image_end, page-aligned
// in memory and so in the file. Assembled with -DNACRE_IMAGE_FILE="path" to embed one; without it
// both symbols are equal.
        .section nacre_image, "a", @progbits
        .globl  image_start, image_end
        .balign 4096
image_start:
#ifdef NACRE_IMAGE_FILE
        .incbin NACRE_IMAGE_FILE
#endif
image_end:
#ifdef NACRE_IMAGE_FILE
        .balign 4096
#endif
        .section .note.GNU-stack, "", @progbits
