const types: ReadonlyMap<string, string> = new Map([
  ['css', 'text/css; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
  ['jpg', 'image/jpeg'],
  ['woff2', 'font/woff2'],
])

/** Content type of a theme's file by its name; null for what themes may not hold. */
export function assetType(file: string): string | null {
  return types.get(file.slice(file.lastIndexOf('.') + 1)) ?? null
}
