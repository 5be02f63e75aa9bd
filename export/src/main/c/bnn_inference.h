/* Runs the network of bnn_weights.h: C99, integers only, no library, no memory of its own.
 *
 *   static bnn_scratch scratch;
 *   int32_t scores[BNN_CLASSES];
 *   int answer = bnn_classify(image, scores, &scratch);
 *
 * The answer is the class with the highest score, the first of equals. Two threads need a scratch each.
 * Define BNN_PORTABLE to do without __builtin_popcount.
 */
#ifndef BNN_INFERENCE_H
#define BNN_INFERENCE_H

#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "bnn_weights.h"

#if INT_MAX < 2147483647
#error "int has fewer than 32 bits here"
#endif

#define BNN_AREA (BNN_HEIGHT * BNN_WIDTH)
#define BNN_IMAGE_BYTES (BNN_CHANNELS * BNN_AREA)
#define BNN_WORDS(bits) (((bits) + 31) / 32)

/* Maps between layers as bits in the order (channel, row, column), and the values under one window. */
typedef struct {
  uint32_t maps[2][BNN_WORDS(BNN_MOST_VALUES)];
  uint32_t window_bits[BNN_WORDS(BNN_MOST_INPUTS)];
  int32_t window_numbers[BNN_BIPOLAR ? 1 : BNN_MOST_INPUTS];
} bnn_scratch;

static inline int bnn_popcount(uint32_t x) {
#if defined(__GNUC__) && !defined(BNN_PORTABLE)
  return __builtin_popcount(x);
#else
  x = x - ((x >> 1) & 0x55555555u);
  x = (x & 0x33333333u) + ((x >> 2) & 0x33333333u);
  x = (x + (x >> 4)) & 0x0f0f0f0fu;
  return (int)((x * 0x01010101u) >> 24);
#endif
}

static inline int bnn_bit(const uint32_t *bits, int i) { return (int)(bits[i / 32] >> (i % 32) & 1u); }

static inline void bnn_clear(uint32_t *bits, int n) { memset(bits, 0, BNN_WORDS((size_t)n) * 4); }

/* Sets bit i of cleared bits to value. */
static inline void bnn_put(uint32_t *bits, int i, int value) { bits[i / 32] |= (uint32_t)value << (i % 32); }

/* What the encoding makes of the image, at place i of (channel and level, row, column). */
static inline int32_t bnn_encoded(const uint8_t *image, int i) {
  int channel = i / BNN_AREA;
  return bnn_l0_table[channel % BNN_LEVELS * 256
                      + image[channel / BNN_LEVELS * BNN_AREA + i % BNN_AREA]];
}

/* Dot product of n values -1 and +1: equal ones less different ones; spare bits are equal. */
static inline int32_t bnn_dot(const uint32_t *w, const uint32_t *x, int n) {
  int different = 0;
  for (int i = 0; i < BNN_WORDS(n); i++) different += bnn_popcount(w[i] ^ x[i]);
  return n - 2 * different;
}

/* Dot product of n integers with weights -1 and +1. */
static inline int32_t bnn_dot_numbers(const uint32_t *w, const int32_t *x, int n) {
  int32_t sum = 0;
  for (int i = 0; i < n; i++) sum += bnn_bit(w, i) ? x[i] : -x[i];
  return sum;
}

/* Copies the values under a window, in the order (channel, row, column) of a row of weights. */
static inline void bnn_gather(const bnn_layer *l, const uint8_t *image, const uint32_t *map, int row,
                              int column, bnn_scratch *s) {
  int n = 0;
  for (int c = 0; c < l->channels; c++) {
    for (int i = 0; i < l->kernel; i++) {
      for (int j = 0; j < l->kernel; j++, n++) {
        int y = row * l->stride + i - l->before;
        int x = column * l->stride + j - l->before;
        int inside = 0 <= y && y < l->height && 0 <= x && x < l->width;
        int place = (c * l->height + y) * l->width + x;
        if (image == NULL) {
          bnn_put(s->window_bits, n, inside ? bnn_bit(map, place) : l->pad);
        } else {
          s->window_numbers[n] =
              inside ? bnn_encoded(image, place) : bnn_l0_table[c % BNN_LEVELS * 256 + (l->pad ? 255 : 0)];
        }
      }
    }
  }
}

/* Dense layer, convolution or scores. With an image the inputs are integers, else bits of in. */
static inline void bnn_matrix(const bnn_layer *l, const uint8_t *image, const uint32_t *in, uint32_t *out,
                              int32_t *scores, bnn_scratch *s) {
  int n = l->channels * l->kernel * l->kernel;
  for (int row = 0; row < l->out_height; row++) {
    for (int column = 0; column < l->out_width; column++) {
      bnn_clear(s->window_bits, n);
      bnn_gather(l, image, in, row, column, s);
      for (int o = 0; o < l->out_channels; o++) {
        const uint32_t *w = l->bits + (size_t)o * BNN_WORDS((size_t)n);
        int32_t d = image == NULL ? bnn_dot(w, s->window_bits, n) : bnn_dot_numbers(w, s->window_numbers, n);
        if (l->kind == BNN_SCORES) {
          scores[o] = d + l->numbers[o];
        } else {
          bnn_put(out, (o * l->out_height + row) * l->out_width + column, d >= l->numbers[o]);
        }
      }
    }
  }
}

/* OR or AND of the values under each window, as the channel says. */
static inline void bnn_pool(const bnn_layer *l, const uint32_t *in, uint32_t *out) {
  for (int c = 0; c < l->channels; c++) {
    int is_or = bnn_bit(l->bits, c);
    for (int row = 0; row < l->out_height; row++) {
      for (int column = 0; column < l->out_width; column++) {
        int pooled = !is_or;
        for (int i = 0; i < l->kernel; i++) {
          for (int j = 0; j < l->kernel; j++) {
            int y = row * l->stride + i;
            int x = column * l->stride + j;
            int value = bnn_bit(in, (c * l->height + y) * l->width + x);
            pooled = is_or ? pooled | value : pooled & value;
          }
        }
        bnn_put(out, (c * l->out_height + row) * l->out_width + column, pooled);
      }
    }
  }
}

/* The class of an image of BNN_IMAGE_BYTES bytes in the order (channel, row, column), and all scores. */
static inline int bnn_classify(const uint8_t *image, int32_t scores[BNN_CLASSES], bnn_scratch *s) {
  uint32_t *in = s->maps[0];
  uint32_t *out = s->maps[1];
  if (BNN_BIPOLAR) {
    bnn_clear(in, BNN_IMAGE_BYTES * BNN_LEVELS);
    for (int i = 0; i < BNN_IMAGE_BYTES * BNN_LEVELS; i++) bnn_put(in, i, bnn_encoded(image, i) > 0);
  }
  for (int i = 0; i < BNN_LAYERS; i++) {
    const bnn_layer *l = &bnn_layers[i];
    bnn_clear(out, l->out_channels * l->out_height * l->out_width);
    if (l->kind == BNN_POOL) {
      bnn_pool(l, in, out);
    } else {
      bnn_matrix(l, i == 0 && !BNN_BIPOLAR ? image : NULL, in, out, scores, s);
    }
    uint32_t *other = in;
    in = out;
    out = other;
  }
  int best = 0;
  for (int k = 1; k < BNN_CLASSES; k++) {
    if (scores[k] > scores[best]) best = k;
  }
  return best;
}

#endif
