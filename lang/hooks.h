// SPDX-License-Identifier: MIT
// The table of Lisp functions that C leaves hand over to. They are vars of the stdlib in namespace
// nacre.core, looked up in the running process's environment.
//
//   HOOK(ID, name)
#ifndef NACRE_LANG_HOOKS_H
#define NACRE_LANG_HOOKS_H

// clang-format off
#define LANGUAGE_HOOKS(HOOK) \
  /* sequences: the argument is an unrealised lazy seq or a user-defined type */ \
  HOOK(SEQ,            "seq-slow")        /* [x] as seq */ \
  HOOK(PLAIN_SEQ,      "plain-seq")       /* [x] as seq of a kind that C walks */ \
  HOOK(FIRST,          "first-slow")      /* [x] */ \
  HOOK(REST,           "rest-slow") \
  HOOK(NEXT,           "next-slow") \
  HOOK(RSEQ,           "rseq-slow") \
  HOOK(SUBVEC,         "subvec-slow")     /* [vector start], [vector start end] */ \
  HOOK(COUNT,          "count-slow") \
  HOOK(NTH,            "nth-slow")        /* [coll index], [coll index not-found] */ \
  HOOK(CONJ,           "conj-slow")       /* [coll x] */ \
  HOOK(EMPTY,          "empty-slow") \
  HOOK(PEEK,           "peek-slow") \
  HOOK(POP,            "pop-slow") \
  HOOK(KEY,            "key-slow")        /* [entry] of a user-defined type */ \
  HOOK(VAL,            "val-slow") \
  HOOK(KEYS,           "keys-slow")       /* [x] not a map of C's: a seq of entries, a user-defined map */ \
  HOOK(VALS,           "vals-slow") \
  /* look-up and change: user-defined collection, or a key that only Lisp can hash or compare */ \
  HOOK(GET,            "get-slow")        /* [coll key not-found] */ \
  HOOK(CONTAINS,       "contains-slow")   /* [coll key] */ \
  HOOK(FIND,           "find-slow")       /* [coll key] */ \
  HOOK(ASSOC,          "assoc-slow")      /* [coll key value] */ \
  HOOK(DISSOC,         "dissoc-slow")     /* [coll key] */ \
  HOOK(DISJOIN,        "disj-slow")       /* [coll key] */ \
  HOOK(TRANSIENT,      "transient-slow")  /* [coll] */ \
  HOOK(PERSISTENT,     "persistent!-slow") /* [coll] */ \
  HOOK(TRANSIENT_POP,  "pop!-slow")       /* [coll] */ \
  HOOK(TRANSIENT_CONJ, "conj!-slow")      /* [coll x] */ \
  HOOK(TRANSIENT_ASSOC, "assoc!-slow")    /* [coll key value] */ \
  HOOK(TRANSIENT_DISSOC, "dissoc!-slow")  /* [coll key] */ \
  HOOK(TRANSIENT_DISJOIN, "disj!-slow")   /* [coll key] */ \
  HOOK(ARRAY_GET,      "aget-slow")       /* [array index & indices] */ \
  HOOK(ARRAY_SET,      "aset-slow")       /* [array index & indices-and-value] */ \
  /* equality, hashing, order */ \
  HOOK(EQUAL,          "equal-slow")      /* [a b] */ \
  HOOK(HASH,           "hash-slow")       /* [x] */ \
  HOOK(COMPARE,        "compare-slow")    /* [a b] */ \
  /* calling and printing */ \
  HOOK(APPLY,          "apply-spread")    /* [f vector args] calls f with the vector's elements and those of args */ \
  HOOK(INVOKE,         "invoke-slow")     /* [callee argument-list]: not a function; keyword etc. are done by the VM */ \
  HOOK(NAMED,          "named-slow")      /* [x method]: getName or getNamespace of a user-defined type */ \
  HOOK(META,           "meta-slow") \
  HOOK(WITH_META,      "with-meta-slow") \
  HOOK(DEREF,          "deref-slow") \
  HOOK(STR,            "str-slow")        /* [x] as string */ \
  HOOK(WITH_TEXT,      "call-with-text")  /* [leaf x] the leaf for the text of a user-defined CharSequence */ \
  HOOK(REALIZE_FORM,   "realize-form")    /* [form] a seq of any kind as a list, for the expander */ \
  HOOK(DATA_READER,    "read-tagged")     /* [tag form reader-options place] */ \
  HOOK(READ_EVAL,      "read-eval")       /* [form reader-options place] for #= */ \
  HOOK(READ_COLLECTION, "read-collection") /* [map-or-set elements] with elements added; a duplicate is an error */ \
  HOOK(EVAL,           "eval-form")       /* [form] */ \
  HOOK(DEFINE_WATCHED, "define-watched")  /* [var value] def of a var that has or had watches or a validator */ \
  HOOK(FEATURES,       "*features*")      /* no function: the set of keys that reader conditionals take */ \
  HOOK(PREDICATES,     "predicate-interfaces") /* no function: the interface for each enum predicate */ \
  HOOK(MATH_CONTEXT,   "*math-context*")  /* no function: what with-precision binds, or nil */ \
  HOOK(PROCESS_MAIN,   "process-main")    /* [function arguments] the bottom of every process */
// clang-format on

enum hook {
#define HOOK(id, name) HOOK_##id,
  LANGUAGE_HOOKS(HOOK)
#undef HOOK
      HOOK_LIMIT
};

#endif
