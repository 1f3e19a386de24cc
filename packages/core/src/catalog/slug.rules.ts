const SLUG_LENGTH_MAX = 50

/** Lower-case ASCII words joined by dashes, or null when too little of the text is ASCII to be a name. */
export function slugFrom(text: string, lengthMax = SLUG_LENGTH_MAX): string | null {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, lengthMax)
    .replace(/-+$/, '')
  return slug.length >= 3 ? slug : null
}

/** Slugs to try for a new thing, best first; the last carries enough of its id to be free. */
export function slugChoices(texts: readonly string[], idHex: string): string[] {
  const tail = idHex.slice(-8)
  const named = texts.map((text) => slugFrom(text)).find((slug) => slug !== null)
  return named ? [named, `${named}-2`, `${named}-3`, `${named}-${tail}`] : [`p-${tail}`, `p-${idHex}`]
}

/** True for what may stand in the address of a product (a category's is shorter). */
export function isSlug(text: string, lengthMax = 120): boolean {
  return text.length <= lengthMax && /^[a-z0-9][a-z0-9-]*$/.test(text)
}
