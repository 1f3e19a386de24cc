import type { Point, Position } from '../pickup.types.js'

const EARTH_KM = 6371
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** `30.27415,120.15515` (latitude first), as browsers and maps give it; null for anything else. */
export function readPosition(text: string): Position | null {
  const found = /^\s*(-?\d{1,2}(?:\.\d{1,8})?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d{1,8})?)\s*$/.exec(text)
  if (!found) return null
  const [lat, lng] = [Number(found[1]), Number(found[2])]
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : null
}

/** Along the ground, in kilometres (haversine). */
export function distanceKm(a: Position, b: Position): number {
  const [dLat, dLng] = [radians(b.lat - a.lat), radians(b.lng - a.lng)]
  const chord =
    Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLng / 2) ** 2
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** `850 m`, `3.2 km`. */
export function distanceText(km: number): string {
  return km < 1 ? `${Math.round(km * 100) * 10} m` : `${km.toFixed(km < 10 ? 1 : 0)} km`
}

export interface NearPoint {
  readonly point: Point
  readonly km: number | null
}

/** Nearest first where it is known where one is; else those of the city first, then by the merchant's order. */
export function byNearness(
  points: readonly Point[],
  { here, city }: { readonly here: Position | null; readonly city: string },
): NearPoint[] {
  const far = points.map((point) => ({
    point,
    km: here && point.position ? distanceKm(here, point.position) : null,
  }))
  const rank = (one: NearPoint) => (one.point.city === city ? 0 : 1)
  if (here) return far.toSorted((a, b) => (a.km ?? Infinity) - (b.km ?? Infinity))
  return city === '' ? far : far.toSorted((a, b) => rank(a) - rank(b))
}
