// SPDX-License-Identifier: MIT
// Seqs of every kind give the same elements by first and rest, by cursor, by chunks and by count;
// lazy seqs are write-once.
#include "collection_fixture.h"

#include "lang/queue.h"

// What `seq` gives must be the integers from start on, `count` of them, `step` apart.
static void check_integers(value_t collection, int64_t start, int64_t step, int64_t count) {
  int64_t known = seq_count_known(collection);
  REQUIRE(known < 0 || known == count);
  value_t seq = seq_try(cpu, collection);
  for (int64_t i = 0; i < count; i++) {
    REQUIRE(!value_is_nil(seq));
    REQUIRE(value_same(seq_first(cpu, seq), n(start + i * step)));
    known = seq_count_known(seq);
    REQUIRE(known < 0 || known == count - i);
    seq = seq_next_try(cpu, seq);
  }
  REQUIRE(value_is_nil(seq));
  struct sequence_cursor cursor;
  value_t v;
  sequence_cursor_start(&cursor, cpu, collection);
  for (int64_t i = 0; i < count; i++) {
    // What is left at some point walks on alike.
    if (i == count / 2) sequence_cursor_start(&cursor, cpu, sequence_cursor_rest(&cursor));
    REQUIRE(sequence_cursor_next(&cursor, &v) == SEQUENCE_VALUE);
    REQUIRE(value_same(v, n(start + i * step)));
  }
  REQUIRE(sequence_cursor_next(&cursor, &v) == SEQUENCE_END);
  seq = seq_try(cpu, collection);
  if (value_is_nil(seq) || !seq_is_chunked(seq)) return;
  int64_t seen = 0;
  while (!value_is_nil(seq) && seq_is_chunked(seq)) {
    value_t chunk = seq_chunk_first(cpu, seq);
    REQUIRE(chunk_count(chunk) > 0 && chunk_count(chunk) <= SEQUENCE_CHUNK);
    for (size_t i = 0; i < chunk_count(chunk); i++, seen++)
      REQUIRE(value_same(object_slot(value_object(chunk), i), n(start + seen * step)));
    seq = seq_try(cpu, seq_chunk_rest(cpu, seq));
  }
  REQUIRE(seen == count || !value_is_nil(seq));
}

static value_t integers(int64_t start, int64_t count) {
  value_t v = vector_empty(cpu);
  for (int64_t i = 0; i < count; i++) v = vector_conj(cpu, v, n(start + i));
  return v;
}

START_TEST(kinds) {
  static const int64_t sizes[] = {0, 1, 2, 31, 32, 33, 63, 64, 65, 100, 1056, 1057, 1200};
  for (size_t i = 0; i < array_length(sizes); i++) {
    int64_t size = sizes[i];
    value_t v = integers(5, size);
    check_integers(v, 5, 1, size);
    check_integers(vector_rseq(cpu, v), 5 + size - 1, -1, size);
    if (size > 2) {
      check_integers(vector_slice(cpu, v, 1, (size_t)size - 1), 6, 1, size - 2);
      check_integers(vector_rseq(cpu, vector_slice(cpu, v, 1, (size_t)size - 1)), 5 + size - 2, -1,
                     size - 2);
    }
    check_integers(range_new(cpu, 5, 3, size), 5, 3, size);
    check_integers(range_new(cpu, 5, -3, size), 5, -3, size);
    value_t list = list_empty(cpu), cons = VALUE_NIL, queue = queue_empty(cpu, VALUE_NIL);
    value_t sorted = sorted_new(cpu, KIND_SORTED_SET, VALUE_NIL, VALUE_NIL, 0, VALUE_NIL);
    for (int64_t j = size - 1; j >= 0; j--) {
      list = list_new(cpu, n(5 + j), list);
      cons = cons_new(cpu, n(5 + j), cons);
      sorted = set_conj_try(cpu, sorted, n(5 + j));
      queue = queue_conj(cpu, queue, n(5 + size - 1 - j));
    }
    check_integers(list, 5, 1, size);
    check_integers(cons, 5, 1, size);
    check_integers(sorted, 5, 1, size);
    check_integers(queue, 5, 1, size);
    value_t elements[1200];
    for (int64_t j = 0; j < size; j++) elements[j] = n(5 + j);
    check_integers(array_seq(cpu, elements, (size_t)size), 5, 1, size);
    // A chunk, and something else behind it.
    value_t chunk = chunk_from_array(cpu, elements, (size_t)minimum((size_t)size, 32));
    value_t rest = size > 32 ? range_new(cpu, 37, 1, size - 32) : VALUE_NIL;
    check_integers(chunked_cons_new(cpu, chunk, rest), 5, 1, size);
    check_integers(lazy_seq_of(cpu, seq_try(cpu, v), VALUE_NIL), 5, 1, size);
    value_t map = hash_map_empty(cpu, VALUE_NIL);
    for (int64_t j = 0; j < size; j++) map = map_assoc_try(cpu, map, n(j), n(j));
    int64_t sum = 0, count = 0;
    for (value_t q = map_seq(cpu, map, MAP_SEQ_VALUES); !value_is_nil(q); q = seq_rest(cpu, q)) {
      sum += value_fixnum(seq_first(cpu, q));
      count++;
    }
    REQUIRE(count == size && sum == size * (size - 1) / 2);
    fixture_safepoint();
  }
}
END_TEST

START_TEST(strings) {
  value_t q = string_seq(cpu, s("a\xc3\xa9\xf0\x9f\x98\x80z"));
  static const uint32_t wanted[] = {'a', 0xe9, 0x1f600, 'z'};
  for (size_t i = 0; i < array_length(wanted); i++, q = seq_rest(cpu, q)) {
    REQUIRE(seq_count_known(q) == (int64_t)(array_length(wanted) - i));
    REQUIRE(value_character(seq_first(cpu, q)) == wanted[i]);
  }
  REQUIRE(value_is_nil(q));
  REQUIRE(value_is_nil(string_seq(cpu, s(""))));
}
END_TEST

START_TEST(what_has_no_seq) {
  REQUIRE_ERROR(TYPE_ILLEGAL_ARGUMENT_EXCEPTION, seq_try(cpu, n(5)));
  REQUIRE_ERROR(TYPE_ILLEGAL_ARGUMENT_EXCEPTION, seq_try(cpu, k("a")));
  REQUIRE_ERROR(TYPE_ILLEGAL_ARGUMENT_EXCEPTION, seq_try(cpu, VALUE_TRUE));
  REQUIRE_ERROR(TYPE_ILLEGAL_ARGUMENT_EXCEPTION, seq_try(cpu, transient_new(cpu, integers(0, 3))));
  REQUIRE(value_is_nil(seq_try(cpu, VALUE_NIL)));
}
END_TEST

START_TEST(lazy) {
  value_t thunk = k("thunk");
  roots[0] = lazy_seq_new(cpu, thunk);
  REQUIRE(value_same(lazy_seq_resolve(cpu, roots[0]), VALUE_ABSENT));
  REQUIRE(value_same(lazy_seq_claim(cpu, roots[0]), thunk));
  lazy_seq_release(cpu, roots[0]);
  REQUIRE(value_same(lazy_seq_claim(cpu, roots[0]), thunk));
  // It may be promoted and published while its thunk runs.
  roots[0] = gc_publish(cpu, roots[0]);
  roots[1] = L(n(1), n(2));
  REQUIRE(same(lazy_seq_store(cpu, roots[0], roots[1], roots[0]), roots[1]));
  // The first answer stays.
  REQUIRE(same(lazy_seq_store(cpu, roots[0], VALUE_NIL, roots[0]), roots[1]));
  gc_collect_minor(cpu);
  REQUIRE(same(roots[0], L(n(1), n(2))));
  REQUIRE(value_is_nil(lazy_seq_claim(cpu, roots[0])));
  // A chain of them is followed, and its head led to its end.
  enum { LENGTH = 100000 };
  roots[2] = roots[3] = lazy_seq_new(cpu, thunk);
  for (int i = 0; i < LENGTH; i++) {
    REQUIRE(value_same(lazy_seq_claim(cpu, roots[3]), thunk));
    roots[4] = lazy_seq_new(cpu, thunk);
    lazy_seq_store(cpu, roots[3], roots[4], roots[2]);
    roots[3] = lazy_seq_link(roots[3]);
    REQUIRE(value_same(lazy_seq_resolve(cpu, roots[2]), VALUE_ABSENT));
    fixture_safepoint();
  }
  lazy_seq_store(cpu, roots[3], roots[1], roots[2]);
  REQUIRE(same(lazy_seq_resolve(cpu, roots[2]), roots[1]));
  gc_collect_major(cpu);
  REQUIRE(same(roots[2], V(n(1), n(2))));
}
END_TEST

START_TEST(chunk_buffers) {
  roots[0] = chunk_buffer_new(cpu, 8);
  for (int i = 0; i < 8; i++) {
    chunk_buffer_append(cpu, roots[0], n(i));
    if (i == 3) gc_collect_minor(cpu);
    if (i == 5) roots[0] = gc_publish(cpu, roots[0]);
  }
  REQUIRE_ERROR(TYPE_INDEX_OUT_OF_BOUNDS_EXCEPTION, chunk_buffer_append(cpu, roots[0], n(8)));
  value_t chunk = chunk_buffer_chunk(cpu, roots[0]);
  REQUIRE(chunk_count(chunk) == 8 && chunk_buffer_count(cpu, roots[0]) == 0);
  for (size_t i = 0; i < 8; i++)
    REQUIRE(value_same(object_slot(value_object(chunk), i), n((int64_t)i)));
}
END_TEST

// Sorted seqs from a place on, in both directions.
START_TEST(sorted_tails) {
  value_t sorted = sorted_new(cpu, KIND_SORTED_SET, VALUE_NIL, VALUE_NIL, 0, VALUE_NIL);
  for (int64_t i = 0; i < 200; i++) sorted = set_conj_try(cpu, sorted, n(i * 37 % 200));
  for (int64_t i = 0; i < 200; i++) {
    uint64_t path;
    value_t node;
    REQUIRE(sorted_locate_try(cpu, sorted, n(i), &path, &node) && !value_is_nil(node));
    check_integers(tree_seq_from(cpu, sorted, path, false), i, 1, 200 - i);
    check_integers(tree_seq_from(cpu, sorted, path, true), i, -1, i + 1);
  }
}
END_TEST

FIXTURE_MAIN("sequence", tcase_add_test(tc, kinds); tcase_add_test(tc, strings);
             tcase_add_test(tc, what_has_no_seq); tcase_add_test(tc, lazy);
             tcase_add_test(tc, chunk_buffers); tcase_add_test(tc, sorted_tails);)
