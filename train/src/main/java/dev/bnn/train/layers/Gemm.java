package dev.bnn.train.layers;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Products of matrices, all of them row by row in memory and float32, by the BLAS that ND4J brings.
 * A call through ND4J costs as much as the product itself where these are small.
 */
final class Gemm {
  private Gemm() {}

  /** {@code c = a·bᵀ}; a is (m, k), b is (n, k), c is (m, n). */
  static void timesTransposed(INDArray a, INDArray b, INDArray c, int m, int n, int k) {
    timesTransposed(HeapCopies.pointer(a), HeapCopies.pointer(b), HeapCopies.pointer(c), m, n, k);
  }

  /** The same where the matrices start. */
  static void timesTransposed(FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1, a, k, b, k, 0, c, n);
  }

  /** {@code c = a·b}; a is (m, k), b is (k, n), c is (m, n). */
  static void times(INDArray a, INDArray b, INDArray c, int m, int n, int k) {
    times(HeapCopies.pointer(a), HeapCopies.pointer(b), HeapCopies.pointer(c), m, n, k);
  }

  /** The same where the matrices start. */
  static void times(FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, 0, c, n);
  }

  /** {@code c = scale·aᵀ·b}; a is (k, m), b is (k, n), c is (m, n). */
  static void transposedTimes(
      INDArray a, INDArray b, INDArray c, int m, int n, int k, double scale) {
    transposedTimes(
        HeapCopies.pointer(a), HeapCopies.pointer(b), HeapCopies.pointer(c), m, n, k, scale, 0);
  }

  /** {@code c = scale·aᵀ·b + share·c} where the matrices start. */
  static void transposedTimes(
      FloatPointer a,
      FloatPointer b,
      FloatPointer c,
      int m,
      int n,
      int k,
      double scale,
      double share) {
    cblas_sgemm(
        CblasRowMajor,
        CblasTrans,
        CblasNoTrans,
        m,
        n,
        k,
        (float) scale,
        a,
        m,
        b,
        n,
        (float) share,
        c,
        n);
  }
}
