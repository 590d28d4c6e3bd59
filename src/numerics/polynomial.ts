/** A polynomial at x by Horner's rule; coefficients from the highest power down. */
export function evaluatePolynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
