const PLACE = /^\/(?![/\\])[\x21-\x7e]*$/

/** Where to go on: a path of this host, or the fallback for anything that could lead elsewhere. */
export function safeNext(next: unknown, fallback: string): string {
  if (typeof next !== 'string' || next.length > 500 || !PLACE.test(next) || next.includes('\\'))
    return fallback
  // A browser reads the path as this does: what stays on a made-up host stays on ours.
  const url = new URL(next, 'http://own.invalid')
  const place = `${url.pathname}${url.search}${url.hash}`
  return url.origin === 'http://own.invalid' && PLACE.test(place) ? place : fallback
}
