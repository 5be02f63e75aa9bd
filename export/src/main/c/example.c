/* Classifies images from standard input, one after another, raw bytes in the order (channel, row, column).
 *
 *   gcc -std=c99 -O2 -march=native -o classify example.c
 *   ./classify < images.raw
 *
 * prints a line for each: number of the class, its name, all scores, with tabs between.
 */
#include <stdio.h>

#include "bnn_inference.h"

int main(void) {
  static bnn_scratch scratch;
  static uint8_t image[BNN_IMAGE_BYTES];
  int32_t scores[BNN_CLASSES];
  size_t length;
  while ((length = fread(image, 1, sizeof image, stdin)) == sizeof image) {
    int answer = bnn_classify(image, scores, &scratch);
    printf("%d\t%s\t", answer, bnn_class_names[answer]);
    for (int k = 0; k < BNN_CLASSES; k++) printf("%s%ld", k == 0 ? "" : " ", (long)scores[k]);
    printf("\n");
  }
  if (length != 0) {
    fprintf(stderr, "the last image has %lu bytes, not %lu\n", (unsigned long)length,
            (unsigned long)sizeof image);
    return 1;
  }
  return ferror(stdin) || fflush(stdout) != 0;
}
