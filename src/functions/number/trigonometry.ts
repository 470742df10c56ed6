import { doubles } from './double-function.ts';
import { defineScalar } from '../define.ts';
import { DOUBLE } from '../../types/type.ts';

export const sin = ofAngle('SIN', 'The sine of an angle in radians.', Math.sin);
export const cos = ofAngle('COS', 'The cosine of an angle in radians.', Math.cos);
export const tan = ofAngle('TAN', 'The tangent of an angle in radians.', Math.tan);
export const cot = ofAngle(
  'COT',
  'The cotangent of an angle in radians; Infinity of 0.',
  (x) => 1 / Math.tan(x),
);
export const sinh = ofAngle('SINH', 'The hyperbolic sine.', Math.sinh);
export const cosh = ofAngle('COSH', 'The hyperbolic cosine.', Math.cosh);
export const tanh = ofAngle('TANH', 'The hyperbolic tangent.', Math.tanh);
export const asin = ofAngle(
  'ASIN',
  'The angle in radians whose sine it is; NaN outside of -1 to 1.',
  Math.asin,
);
export const acos = ofAngle(
  'ACOS',
  'The angle in radians whose cosine it is; NaN outside of -1 to 1.',
  Math.acos,
);
export const atan = ofAngle('ATAN', 'The angle in radians whose tangent it is.', Math.atan);
export const atan2 = doubles(
  'ATAN2',
  'ATAN2(y, x)',
  'The angle in radians between the x axis and the point.',
  ['DOUBLE', 'DOUBLE'],
  Math.atan2,
);

const DEGREES_PER_RADIAN = 180 / Math.PI;
const RADIANS_PER_DEGREE = Math.PI / 180;

export const degrees = ofAngle(
  'DEGREES',
  'The angle in degrees that is given in radians.',
  (x) => x * DEGREES_PER_RADIAN,
);
export const radians = ofAngle(
  'RADIANS',
  'The angle in radians that is given in degrees.',
  (x) => x * RADIANS_PER_DEGREE,
);

export const pi = defineScalar({
  name: 'PI',
  syntax: 'PI()',
  doc: 'The ratio of a circle to its diameter; also written without parentheses.',
  args: [],
  returns: DOUBLE,
  bare: true,
  call: () => Math.PI,
});

export const e = defineScalar({
  name: 'E',
  syntax: 'E()',
  doc: "Euler's number.",
  args: [],
  returns: DOUBLE,
  call: () => Math.E,
});

function ofAngle(name: string, doc: string, call: (x: number) => number) {
  return doubles(name, `${name}(number)`, doc, ['DOUBLE'], call);
}
