// SPDX-License-Identifier: MIT
// Random programs against the collector, compared with a model that has no collector: objects of
// all behaviours (immutable, cell, remembered, raw parts, pinned, large), random stores, publishing
// and safepoints. A seed is one program, so a failure names how to repeat it.
#include "gc_fixture.h"

enum { MODELS = 400000, LOCALS = 24, SLOTS_MAX = 12 };

enum behaviour { PAIRLIKE, NODE, CELL, REMEMBERED, RAW, PINNED, BIG, BEHAVIOURS };

static const struct {
  enum kind kind;
  unsigned first; // index of the first value word
} behaviours[BEHAVIOURS] = {
    [PAIRLIKE] = {KIND_VECTOR_NODE, 0}, [NODE] = {KIND_MAP_NODE, 1}, [CELL] = {KIND_BOX, 0},
    [REMEMBERED] = {KIND_PAGE, 0},      [RAW] = {KIND_STRING, 0},    [PINNED] = {KIND_SHAPE, 0},
    [BIG] = {KIND_VECTOR, 0},
};

struct model {
  enum behaviour behaviour;
  unsigned count;          // of values, the first of which is the model's number
  unsigned words;          // payload words
  int children[SLOTS_MAX]; // model numbers, or -1 for nil; [0] unused
  value_t seen;            // in the comparison of round `round`
  unsigned round;
};

static struct model *models;
static int model_count;
static unsigned round_number;
static int root_models[FIXTURE_ROOTS];
static struct {
  value_t value;
  int model;
} locals[LOCALS];
static uint64_t random_state;

static uint32_t random_below(uint32_t n) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (uint32_t)((random_state >> 20) % n);
}

// The object to look at: a cell follows its forwarding, others need not.
static struct object *view(value_t v, const struct model *model) {
  struct object *object = value_object(v);
  return model->behaviour == CELL ? cell_resolve(object) : object;
}

static value_t child_of(value_t v, const struct model *model, unsigned i) {
  // A cell's word 0 is what forwarding uses, so its number stands in word 1.
  return object_slot(view(v, model), behaviours[model->behaviour].first + i);
}

// --- Comparison -----------------------------------------------------------------------------
static int *work;

static void check_one(value_t v, int number, size_t *depth) {
  struct model *model = &models[number];
  REQUIRE(value_is_pointer(v));
  if (model->round == round_number) {
    REQUIRE(gc_identical(&fixture_cpu, v, model->seen));
    return;
  }
  model->round = round_number;
  model->seen = v;
  struct object *object = view(v, model);
  REQUIRE(object_kind(object) == behaviours[model->behaviour].kind);
  REQUIRE(object_size(object) == model->words);
  REQUIRE(object_extra(object) == (uint32_t)number);
  work[(*depth)++] = number;
}

static void check_all(void) {
  round_number++;
  size_t depth = 0;
  for (int i = 0; i < FIXTURE_ROOTS; i++)
    if (root_models[i] >= 0) check_one(fixture_roots[i], root_models[i], &depth);
  for (int i = 0; i < LOCALS; i++)
    if (locals[i].model >= 0) check_one(locals[i].value, locals[i].model, &depth);
  while (depth > 0) {
    struct model *model = &models[work[--depth]];
    if (model->behaviour == RAW) {
      for (unsigned i = 0; i < model->words; i++)
        REQUIRE(object_raw(value_object(model->seen), i) ==
                (uint64_t)(model - models) * 0x9e3779b97f4a7c15u + i);
      continue;
    }
    if (model->behaviour == NODE)
      REQUIRE(object_raw(value_object(model->seen), 0) ==
              (uint64_t)(model - models) * 8 + VALUE_TAG_POINTER);
    for (unsigned i = 1; i < model->count; i++) {
      value_t child = child_of(model->seen, model, i);
      if (model->children[i] < 0)
        REQUIRE(value_is_nil(child));
      else
        check_one(child, model->children[i], &depth);
    }
  }
}

// --- The program ----------------------------------------------------------------------------
// A local that may stand in an object of behaviour b: remembered kinds are reached from such only.
static int pick(enum behaviour b) {
  int i = (int)random_below(LOCALS);
  if (locals[i].model < 0) return -1;
  if (models[locals[i].model].behaviour == REMEMBERED && b != REMEMBERED) return -1;
  return i;
}

static void keep(value_t v, int number) {
  int i = (int)random_below(LOCALS);
  locals[i].value = v;
  locals[i].model = number;
}

static void allocate(struct cpu *cpu) {
  if (model_count == MODELS) return;
  enum behaviour b = (enum behaviour)random_below(BEHAVIOURS);
  if (b == BIG && random_below(50) != 0) b = PAIRLIKE;
  int number = model_count++;
  struct model *model = &models[number];
  *model = (struct model){.behaviour = b, .count = 1 + random_below(SLOTS_MAX)};
  unsigned first = behaviours[b].first;
  if (b == CELL && model->count < 2) model->count = 2;
  model->words = first + model->count;
  if (b == RAW) model->words = random_below(40) == 0 ? random_below(900) : random_below(20);
  if (b == BIG) model->words = GC_LARGE_WORDS + 1 + random_below(5000);
  struct object *object = b == PINNED
                              ? gc_allocate_old(cpu, behaviours[b].kind, model->words, number)
                              : gc_allocate_extra(cpu, behaviours[b].kind, model->words, number);
  if (b == RAW) {
    for (unsigned i = 0; i < model->words; i++)
      object_set_raw(object, i, (uint64_t)number * 0x9e3779b97f4a7c15u + i);
    keep(value_of_object(object), number);
    return;
  }
  // A raw word that looks like a pointer must not be taken for one.
  if (b == NODE) object_set_raw(object, 0, (uint64_t)number * 8 + VALUE_TAG_POINTER);
  object_initialize(object, first, VALUE_NIL);
  for (unsigned i = 1; i < model->count; i++) {
    int child = pick(b);
    value_t v = child < 0 ? VALUE_NIL : locals[child].value;
    model->children[i] = child < 0 ? -1 : locals[child].model;
    if (b == PINNED || b == BIG) v = gc_publish(cpu, v);
    object_initialize(object, first + i, v);
  }
  keep(value_of_object(object), number);
}

static void write(struct cpu *cpu) {
  int i = (int)random_below(LOCALS);
  if (locals[i].model < 0) return;
  struct model *model = &models[locals[i].model];
  if (model->behaviour != CELL && model->behaviour != REMEMBERED) return;
  if (model->count < 2) return;
  unsigned slot = 1 + random_below(model->count - 1);
  int child = pick(model->behaviour);
  value_t v = child < 0 ? VALUE_NIL : locals[child].value;
  // Sometimes through the stale handle: the barriers find the moved cell by themselves.
  struct object *holder =
      random_below(2) ? value_object(locals[i].value) : view(locals[i].value, model);
  if (model->behaviour == CELL)
    cell_write(cpu, holder, &holder->slots[slot], v);
  else
    remembered_write(cpu, holder, &holder->slots[slot], v);
  model->children[slot] = child < 0 ? -1 : locals[child].model;
}

static void load(void) {
  int i = (int)random_below(LOCALS);
  if (locals[i].model < 0) return;
  struct model *model = &models[locals[i].model];
  if (model->behaviour == RAW || model->count < 2) return;
  unsigned slot = 1 + random_below(model->count - 1);
  if (model->children[slot] >= 0)
    keep(child_of(locals[i].value, model, slot), model->children[slot]);
}

static void publish(struct cpu *cpu) {
  int i = pick(PAIRLIKE);
  if (i < 0) return;
  value_t v = gc_publish(cpu, locals[i].value);
  REQUIRE(fixture_is_old(v));
  REQUIRE(value_same(v, gc_publish(cpu, locals[i].value)));
  REQUIRE(gc_identical(cpu, v, locals[i].value));
  if (random_below(2)) locals[i].value = v;
}

// Only the stack and the roots survive a safepoint.
static void safepoint(struct cpu *cpu) {
  unsigned depth = 0;
  for (int i = 0; i < LOCALS; i++) {
    if (random_below(20) == 0) locals[i].model = -1;
    fixture_stack[depth++] = locals[i].model < 0 ? VALUE_NIL : locals[i].value;
  }
  cpu->frame_top = fixture_stack + depth;
  switch (random_below(40)) {
  case 0:
    gc_collect_minor(cpu);
    break;
  case 1:
    if (random_below(10) == 0) gc_collect_major(cpu);
    break;
  default:
    fixture_safepoint(cpu);
  }
  for (int i = 0; i < LOCALS; i++) locals[i].value = fixture_stack[i];
  cpu->frame_top = fixture_stack;
}

static void run(struct cpu *cpu, uint64_t seed, int steps) {
  random_state = seed * 0x2545f4914f6cdd1du + 1;
  models = calloc(MODELS, sizeof *models);
  work = calloc(MODELS, sizeof *work);
  for (int i = 0; i < FIXTURE_ROOTS; i++) root_models[i] = -1;
  for (int i = 0; i < LOCALS; i++) locals[i].model = -1;
  for (int step = 0; step < steps; step++) {
    switch (random_below(18)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
      allocate(cpu);
      break;
    case 6:
    case 7:
      write(cpu);
      break;
    case 8:
    case 9:
      load();
      break;
    case 10:
      if (random_below(4) == 0) publish(cpu);
      break;
    case 11: {
      // Roots last long enough for what they hold to grow old.
      if (random_below(10) != 0) break;
      int root = (int)random_below(FIXTURE_ROOTS), i = (int)random_below(LOCALS);
      fixture_roots[root] = locals[i].model < 0 ? VALUE_NIL : locals[i].value;
      root_models[root] = locals[i].model;
      break;
    }
    case 12:
    case 13: {
      int root = (int)random_below(FIXTURE_ROOTS);
      if (root_models[root] >= 0) keep(fixture_roots[root], root_models[root]);
      break;
    }
    default:
      safepoint(cpu);
    }
    if (step % 4096 == 0) check_all();
  }
  check_all();
  gc_collect_major(cpu);
  for (int i = 0; i < LOCALS; i++) locals[i].model = -1;
  check_all();
}

START_TEST(test_plain) {
  struct cpu *cpu = fixture_start((struct gc_options){.nursery_bytes = 64 * 1024});
  run(cpu, (uint64_t)_i, 300000);
}
END_TEST

START_TEST(test_verified) {
  struct cpu *cpu = fixture_start(
      (struct gc_options){.nursery_bytes = 64 * 1024, .verify = true, .poison = true});
  run(cpu, 100 + (uint64_t)_i, 100000);
  ck_assert_uint_gt(fixture_statistics().major_collections, 10);
}
END_TEST

START_TEST(test_stressed) {
  struct cpu *cpu = fixture_start((struct gc_options){
      .stress_minor = true, .stress_major_interval = 1000, .verify = true, .poison = true});
  run(cpu, 200 + (uint64_t)_i, 40000);
  ck_assert_uint_gt(fixture_statistics().minor_collections, 5000);
}
END_TEST

FIXTURE_MAIN("gc random", tcase_add_loop_test(tc, test_plain, 0, 6);
             tcase_add_loop_test(tc, test_verified, 0, 4);
             tcase_add_loop_test(tc, test_stressed, 0, 4);)
