/** The colours that the theme has for methods: each method declares one, and no two the same. */
import { z } from 'zod';

export const methodColours = [
  'blue',
  'red',
  'orange',
  'plum',
  'green',
  'purple',
  'pink',
  'gold',
  'teal',
  'lime',
  'sky',
  'grey',
  'brown',
  'navy',
  'forest',
  'maroon',
] as const;
export const MethodColour = z.enum(methodColours);
export type MethodColour = z.infer<typeof MethodColour>;
