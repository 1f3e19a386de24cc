/** One option of a product and its values: colour → red, blue. */
export interface Option {
  readonly name: string
  readonly values: readonly string[]
}

/** Every combination of the values, the last option turning fastest; one empty combination without options. */
export function combinations(options: readonly Option[]): string[][] {
  return options.reduce<string[][]>(
    (rows, { values }) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  )
}

/** The options and values that a set of variants has, in the order they first appear. */
export function optionsOf(names: readonly string[], variants: readonly (readonly string[])[]): Option[] {
  return names.map((name, index) => ({
    name,
    values: [...new Set(variants.flatMap((values) => values[index] ?? []))],
  }))
}

/**
 * The variants after the options were edited: what is kept stays as it was typed, what is new starts from `blank`. A variant
 * is kept by its values; when an option was added or taken away, by the values both have.
 */
export function refill<V extends { readonly values: readonly string[] }>(
  variants: readonly V[],
  options: readonly Option[],
  blank: (values: string[]) => V,
): V[] {
  const left = [...variants]
  return combinations(options).map((values) => {
    const index = left.findIndex((variant) => sharesAll(variant.values, values))
    const [found] = index < 0 ? [] : left.splice(index, 1)
    return found ? { ...found, values } : blank(values)
  })
}

function sharesAll(old: readonly string[], values: readonly string[]): boolean {
  const [few, many] = old.length <= values.length ? [old, values] : [values, old]
  return few.every((value) => many.includes(value))
}
