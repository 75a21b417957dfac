/** Stands in for a method of a class that we do not own, so that its calls can be watched. */

/** A method with its object as the first argument. */
export type Method = (self: object, ...inputs: unknown[]) => unknown;

/** Puts what `around` makes of the method in its place, until the result is called. Throws where there is no such method. */
export function replaceMethod(
  { prototype, name: owner }: { readonly prototype: object; readonly name: string },
  name: string,
  around: (stock: Method) => Method,
): () => void {
  const stock: unknown = Reflect.get(prototype, name);
  if (typeof stock !== 'function') throw new TypeError(`${owner} has no method "${name}" to watch.`);
  const replaced = around((self, ...inputs) => Reflect.apply(stock, self, inputs));
  Reflect.set(prototype, name, function (this: object, ...inputs: unknown[]): unknown {
    return replaced(this, ...inputs);
  });
  return () => {
    Reflect.set(prototype, name, stock);
  };
}
