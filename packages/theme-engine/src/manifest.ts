import type { Locale } from './page-parts.js'

/** One choice a merchant has in this theme. */
export interface ThemeSetting {
  key: string
  type: 'boolean' | 'text' | 'select'
  title: Record<Locale, string>
  default: string | boolean
  options?: readonly { value: string; title: Record<Locale, string> }[]
}

/** `theme.json` */
export interface Manifest {
  id: string
  version: string
  /** Version of this engine's contract the theme is written for. */
  engine: 1
  name: Record<Locale, string>
  /** `sizes` attribute by the name the helper `img` is given. */
  imageSizes: Record<string, string>
  settings: readonly ThemeSetting[]
}

/** The manifest, or null when the text is no JSON object. Its fields are looked at by the check. */
export function parseManifest(text: string): Manifest | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Manifest) : null
  } catch {
    return null
  }
}
