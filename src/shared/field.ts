/** Form fields and command-line flags, derived from the zod schemas of methods, networks and training. */
import { z } from 'zod';
import { Line, mostEntries, recordOf } from './limits';

export const ParameterValue = z.union([z.number(), Line, z.boolean()]);
export type ParameterValue = z.infer<typeof ParameterValue>;

/** Values of a recipe by key; keys are unique over training, method and network. */
export const Parameters = recordOf(ParameterValue, mostEntries.parameters);
export type Parameters = z.infer<typeof Parameters>;

export const FieldType = z.enum(['integer', 'number', 'choice', 'switch', 'text']);

export const Field = z.object({
  key: z.string(),
  label: z.string(),
  /** One sentence for the person who fills in the form. */
  description: z.string(),
  /** Paper, published code or our correction that the parameter comes from. */
  source: z.string().optional(),
  unit: z.string().optional(),
  type: FieldType,
  default: ParameterValue,
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  /** Bounds that are not themselves taken. */
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  multipleOf: z.number().optional(),
  /** Key of the field whose value it may not be above. */
  atMostField: z.string().optional(),
  /** Its label. */
  atMostLabel: z.string().optional(),
  choices: z.array(z.string()).optional(),
  /** A text that a number's field takes too: the program then chooses. */
  word: z.string().optional(),
  /** Part of the form that it stands in, folded away, and its heading there: `Augmentation`, `JPEG compression`. */
  section: z.string().optional(),
  group: z.string().optional(),
  /** Key of another number: where that is 0, this field does nothing. */
  offAtZeroOf: z.string().optional(),
});
export type Field = z.infer<typeof Field>;

/** What `.meta()` of a parameter's schema carries; zod hands it through to JSON Schema. */
export const FieldMeta = z.object({
  label: z.string(),
  description: z.string(),
  source: z.string().optional(),
  unit: z.string().optional(),
  atMostField: z.string().optional(),
});
export type FieldMeta = z.infer<typeof FieldMeta>;

const JsonValue = z.object({
  type: z.enum(['integer', 'number', 'string', 'boolean']),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  multipleOf: z.number().optional(),
  enum: z.array(z.string()).optional(),
});

/** A word or a number: "auto", or a count. */
const JsonWordOrNumber = z.object({ anyOf: z.tuple([z.object({ const: z.string() }), JsonValue]) });

const JsonProperty = z.intersection(
  FieldMeta.extend({ default: ParameterValue }),
  z.union([JsonValue, JsonWordOrNumber.transform(({ anyOf: [{ const: word }, value] }) => ({ ...value, word }))]),
);

/**
 * The fields of a parameter schema, in the order in which they are declared.
 * Every property needs a default and `.meta({ label, description })`; a schema without them throws a ZodError.
 */
export function fieldsOf(schema: z.ZodObject): Field[] {
  const raw = z.toJSONSchema(schema, { io: 'input' }).properties ?? {};
  const properties = Object.entries(raw).map(([key, value]) => ({ key, property: JsonProperty.parse(value) }));
  return properties.map(({ key, property }) => {
    const bound = properties.find((other) => other.key === property.atMostField)?.property;
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = property;
    return {
      key,
      label: property.label,
      description: property.description,
      ...(property.source !== undefined && { source: property.source }),
      ...(property.unit !== undefined && { unit: property.unit }),
      type: fieldType(property),
      default: property.default,
      ...(minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER && { minimum }),
      ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && { maximum }),
      ...(exclusiveMinimum !== undefined && { exclusiveMinimum }),
      ...(exclusiveMaximum !== undefined && { exclusiveMaximum }),
      ...(multipleOf !== undefined && { multipleOf }),
      ...(property.atMostField !== undefined && { atMostField: property.atMostField }),
      ...(bound && { atMostLabel: bound.label }),
      ...(property.enum && { choices: property.enum }),
      ...('word' in property && { word: property.word }),
    };
  });
}

function fieldType(property: z.infer<typeof JsonProperty>): Field['type'] {
  switch (property.type) {
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'string':
      return property.enum ? 'choice' : 'text';
  }
}
