// SPDX-License-Identifier: MIT
// The table of built-in types: what `type` answers and `catch` compares with.
//
//   TYPE(ID, name, parent)   parent: another ID, or NONE; parents stand before children
// The simple name (after the last dot) works too, for java.lang and the names in TYPE_ALIASES.
#ifndef NACRE_LANG_TYPES_H
#define NACRE_LANG_TYPES_H

// clang-format off
#define LANGUAGE_TYPES_TABLE(TYPE) \
  TYPE(OBJECT, "java.lang.Object", NONE) \
  TYPE(NUMBER, "java.lang.Number", OBJECT) \
  TYPE(LONG, "java.lang.Long", NUMBER) \
  TYPE(INTEGER, "java.lang.Integer", NUMBER) \
  TYPE(SHORT, "java.lang.Short", NUMBER) \
  TYPE(BYTE, "java.lang.Byte", NUMBER) \
  TYPE(DOUBLE, "java.lang.Double", NUMBER) \
  TYPE(FLOAT, "java.lang.Float", NUMBER) \
  TYPE(BIG_INT, "clojure.lang.BigInt", NUMBER) \
  TYPE(BIG_INTEGER, "java.math.BigInteger", NUMBER) \
  TYPE(RATIO, "clojure.lang.Ratio", NUMBER) \
  TYPE(DECIMAL, "java.math.BigDecimal", NUMBER) \
  TYPE(BOOLEAN, "java.lang.Boolean", OBJECT) \
  TYPE(CHARACTER, "java.lang.Character", OBJECT) \
  TYPE(CHAR_SEQUENCE, "java.lang.CharSequence", OBJECT) \
  TYPE(STRING, "java.lang.String", CHAR_SEQUENCE) \
  TYPE(NAMED, "clojure.lang.Named", OBJECT) \
  TYPE(SYMBOL, "clojure.lang.Symbol", NAMED) \
  TYPE(KEYWORD, "clojure.lang.Keyword", NAMED) \
  TYPE(PATTERN, "java.util.regex.Pattern", OBJECT) \
  TYPE(MATCHER, "java.util.regex.Matcher", OBJECT) \
  TYPE(UUID, "java.util.UUID", OBJECT) \
  TYPE(DATE, "java.util.Date", OBJECT) \
  TYPE(TAGGED_LITERAL, "clojure.lang.TaggedLiteral", OBJECT) \
  TYPE(READER_CONDITIONAL, "clojure.lang.ReaderConditional", OBJECT) \
  TYPE(CLASS, "java.lang.Class", OBJECT) \
  TYPE(EMPTY_LIST, "clojure.lang.PersistentList$EmptyList", OBJECT) \
  TYPE(LIST, "clojure.lang.PersistentList", OBJECT) \
  TYPE(CONS, "clojure.lang.Cons", OBJECT) \
  TYPE(LAZY_SEQ, "clojure.lang.LazySeq", OBJECT) \
  TYPE(CHUNKED_CONS, "clojure.lang.ChunkedCons", OBJECT) \
  TYPE(VECTOR_SEQ, "clojure.lang.PersistentVector$ChunkedSeq", OBJECT) \
  TYPE(SUBVECTOR_SEQ, "clojure.lang.APersistentVector$Seq", OBJECT) \
  TYPE(QUEUE_SEQ, "clojure.lang.PersistentQueue$Seq", OBJECT) \
  TYPE(REVERSE_SEQ, "clojure.lang.APersistentVector$RSeq", OBJECT) \
  TYPE(KEY_SEQ, "clojure.lang.APersistentMap$KeySeq", OBJECT) \
  TYPE(VALUE_SEQ, "clojure.lang.APersistentMap$ValSeq", OBJECT) \
  TYPE(NODE_SEQ, "clojure.lang.PersistentHashMap$NodeSeq", OBJECT) \
  TYPE(NUMBER_RANGE, "clojure.lang.Range", OBJECT) \
  TYPE(ARRAY_SEQ, "clojure.lang.ArraySeq", OBJECT) \
  TYPE(STRING_SEQ, "clojure.lang.StringSeq", OBJECT) \
  TYPE(MAP_SEQ, "clojure.lang.PersistentArrayMap$Seq", OBJECT) \
  TYPE(TREE_SEQ, "clojure.lang.PersistentTreeMap$Seq", OBJECT) \
  TYPE(RANGE, "clojure.lang.LongRange", OBJECT) \
  TYPE(REPEAT, "clojure.lang.Repeat", OBJECT) \
  TYPE(ITERATE, "clojure.lang.Iterate", OBJECT) \
  TYPE(CYCLE, "clojure.lang.Cycle", OBJECT) \
  TYPE(CHUNK, "clojure.lang.ArrayChunk", OBJECT) \
  TYPE(CHUNK_BUFFER, "clojure.lang.ChunkBuffer", OBJECT) \
  TYPE(VECTOR, "clojure.lang.PersistentVector", OBJECT) \
  TYPE(SUBVECTOR, "clojure.lang.APersistentVector$SubVector", OBJECT) \
  TYPE(MAP_ENTRY, "clojure.lang.MapEntry", OBJECT) \
  TYPE(TRANSIENT_VECTOR, "clojure.lang.PersistentVector$TransientVector", OBJECT) \
  TYPE(ARRAY_MAP, "clojure.lang.PersistentArrayMap", OBJECT) \
  TYPE(HASH_MAP, "clojure.lang.PersistentHashMap", OBJECT) \
  TYPE(TRANSIENT_ARRAY_MAP, "clojure.lang.PersistentArrayMap$TransientArrayMap", OBJECT) \
  TYPE(TRANSIENT_MAP, "clojure.lang.PersistentHashMap$TransientHashMap", OBJECT) \
  TYPE(HASH_SET, "clojure.lang.PersistentHashSet", OBJECT) \
  TYPE(TRANSIENT_SET, "clojure.lang.PersistentHashSet$TransientHashSet", OBJECT) \
  TYPE(SORTED_MAP, "clojure.lang.PersistentTreeMap", OBJECT) \
  TYPE(SORTED_SET, "clojure.lang.PersistentTreeSet", OBJECT) \
  TYPE(QUEUE, "clojure.lang.PersistentQueue", OBJECT) \
  TYPE(FN, "clojure.lang.AFunction", OBJECT) \
  TYPE(REST_FN, "clojure.lang.RestFn", FN) \
  TYPE(FN_WITH_META, "clojure.lang.AFunction$1", REST_FN) \
  TYPE(VAR, "clojure.lang.Var", OBJECT) \
  TYPE(UNBOUND, "clojure.lang.Var$Unbound", OBJECT) \
  TYPE(NAMESPACE, "clojure.lang.Namespace", OBJECT) \
  TYPE(REDUCED, "clojure.lang.Reduced", OBJECT) \
  TYPE(ATOM, "clojure.lang.Atom", OBJECT) \
  TYPE(REF, "clojure.lang.Ref", OBJECT) \
  TYPE(AGENT, "clojure.lang.Agent", OBJECT) \
  TYPE(VOLATILE, "clojure.lang.Volatile", OBJECT) \
  TYPE(DELAY, "clojure.lang.Delay", OBJECT) \
  TYPE(PROMISE, "clojure.lang.Promise", OBJECT) \
  TYPE(BOX, "nacre.lang.Box", OBJECT) \
  TYPE(ARRAY, "[Ljava.lang.Object;", OBJECT) \
  TYPE(BYTES, "nacre.lang.Bytes", OBJECT) \
  TYPE(PROCESS, "nacre.lang.Process", OBJECT) \
  TYPE(THREAD, "java.lang.Thread", OBJECT) \
  TYPE(ITERABLE, "java.lang.Iterable", OBJECT) \
  TYPE(COMPARABLE, "java.lang.Comparable", OBJECT) \
  TYPE(RUNNABLE, "java.lang.Runnable", OBJECT) \
  TYPE(STRING_BUILDER, "java.lang.StringBuilder", CHAR_SEQUENCE) \
  TYPE(INTERNAL, "nacre.lang.Internal", OBJECT) \
  TYPE(INTERRUPTION, "nacre.lang.Interruption", OBJECT) \
  TYPE(THROWABLE, "java.lang.Throwable", OBJECT) \
  TYPE(ERROR, "java.lang.Error", THROWABLE) \
  TYPE(ASSERTION_ERROR, "java.lang.AssertionError", ERROR) \
  TYPE(VIRTUAL_MACHINE_ERROR, "java.lang.VirtualMachineError", ERROR) \
  TYPE(STACK_OVERFLOW_ERROR, "java.lang.StackOverflowError", VIRTUAL_MACHINE_ERROR) \
  TYPE(OUT_OF_MEMORY_ERROR, "java.lang.OutOfMemoryError", VIRTUAL_MACHINE_ERROR) \
  TYPE(LINKAGE_ERROR, "java.lang.LinkageError", ERROR) \
  TYPE(ILLEGAL_ACCESS_ERROR, "java.lang.IllegalAccessError", LINKAGE_ERROR) \
  TYPE(ABSTRACT_METHOD_ERROR, "java.lang.AbstractMethodError", LINKAGE_ERROR) \
  TYPE(EXCEPTION, "java.lang.Exception", THROWABLE) \
  TYPE(INTERRUPTED_EXCEPTION, "java.lang.InterruptedException", EXCEPTION) \
  TYPE(CLASS_NOT_FOUND_EXCEPTION, "java.lang.ClassNotFoundException", EXCEPTION) \
  TYPE(IO_EXCEPTION, "java.io.IOException", EXCEPTION) \
  TYPE(FILE_NOT_FOUND_EXCEPTION, "java.io.FileNotFoundException", IO_EXCEPTION) \
  TYPE(TIMEOUT_EXCEPTION, "java.util.concurrent.TimeoutException", EXCEPTION) \
  TYPE(EXECUTION_EXCEPTION, "java.util.concurrent.ExecutionException", EXCEPTION) \
  TYPE(RUNTIME_EXCEPTION, "java.lang.RuntimeException", EXCEPTION) \
  TYPE(CLASS_CAST_EXCEPTION, "java.lang.ClassCastException", RUNTIME_EXCEPTION) \
  TYPE(ILLEGAL_ARGUMENT_EXCEPTION, "java.lang.IllegalArgumentException", RUNTIME_EXCEPTION) \
  TYPE(ARITY_EXCEPTION, "clojure.lang.ArityException", ILLEGAL_ARGUMENT_EXCEPTION) \
  TYPE(NUMBER_FORMAT_EXCEPTION, "java.lang.NumberFormatException", ILLEGAL_ARGUMENT_EXCEPTION) \
  TYPE(PATTERN_SYNTAX_EXCEPTION, "java.util.regex.PatternSyntaxException", ILLEGAL_ARGUMENT_EXCEPTION) \
  TYPE(ILLEGAL_STATE_EXCEPTION, "java.lang.IllegalStateException", RUNTIME_EXCEPTION) \
  TYPE(ARITHMETIC_EXCEPTION, "java.lang.ArithmeticException", RUNTIME_EXCEPTION) \
  TYPE(INDEX_OUT_OF_BOUNDS_EXCEPTION, "java.lang.IndexOutOfBoundsException", RUNTIME_EXCEPTION) \
  TYPE(STRING_INDEX_OUT_OF_BOUNDS_EXCEPTION, "java.lang.StringIndexOutOfBoundsException", INDEX_OUT_OF_BOUNDS_EXCEPTION) \
  TYPE(ARRAY_INDEX_OUT_OF_BOUNDS_EXCEPTION, "java.lang.ArrayIndexOutOfBoundsException", INDEX_OUT_OF_BOUNDS_EXCEPTION) \
  TYPE(NULL_POINTER_EXCEPTION, "java.lang.NullPointerException", RUNTIME_EXCEPTION) \
  TYPE(UNSUPPORTED_OPERATION_EXCEPTION, "java.lang.UnsupportedOperationException", RUNTIME_EXCEPTION) \
  TYPE(NO_SUCH_ELEMENT_EXCEPTION, "java.util.NoSuchElementException", RUNTIME_EXCEPTION) \
  TYPE(CONCURRENT_MODIFICATION_EXCEPTION, "java.util.ConcurrentModificationException", RUNTIME_EXCEPTION) \
  TYPE(SECURITY_EXCEPTION, "java.lang.SecurityException", RUNTIME_EXCEPTION) \
  TYPE(UNCHECKED_IO_EXCEPTION, "java.io.UncheckedIOException", RUNTIME_EXCEPTION) \
  TYPE(DATE_TIME_EXCEPTION, "java.time.DateTimeException", RUNTIME_EXCEPTION) \
  TYPE(COMPILER_EXCEPTION, "clojure.lang.Compiler$CompilerException", RUNTIME_EXCEPTION) \
  TYPE(EXCEPTION_INFO, "clojure.lang.ExceptionInfo", RUNTIME_EXCEPTION)
// clang-format on

enum builtin_type {
#define TYPE(id, name, parent) TYPE_##id,
  LANGUAGE_TYPES_TABLE(TYPE)
#undef TYPE
      TYPE_LIMIT,
  TYPE_NONE = -1
};

#endif
